import { useSignal } from "@preact/signals";
import { sentenceOf } from "../api/sentence";
import { signInApi } from "../api/sign-in";
import { t } from "../i18n";
import { me } from "../store/session";
import { Icon } from "../ui/icon";
import { notify } from "../ui/notices";
import { Printed } from "../ui/printed";
import { dayOf } from "./day";

interface Props {
  madeAt: string | null;
  reload: () => Promise<void>;
}

/** The printed code: made at a tap, shown once. */
export function RecoverySheet({ madeAt, reload }: Props) {
  const code = useSignal<string | null>(null);
  const trouble = useSignal<string | null>(null);
  const isBusy = useSignal(false);
  const make = async () => {
    if (isBusy.value || (madeAt && !confirm(t("signin.code_again_sure")))) return;
    isBusy.value = true;
    try {
      code.value = (await signInApi.makeRecoveryCode()).code;
      trouble.value = null;
      await reload();
    } catch (error) {
      trouble.value = sentenceOf(error);
    }
    isBusy.value = false;
  };
  return (
    <section class="panel" aria-labelledby="recovery-title">
      <h2 id="recovery-title">{t("signin.code")}</h2>
      {code.value ? <ShownOnce code={code.value} /> : <Standing madeAt={madeAt} />}
      {trouble.value && <p class="field-trouble" role="alert">{trouble.value}</p>}
      {!code.value && (
        <button type="button" class="button" aria-disabled={isBusy.value} onClick={() => void make()}>
          <Icon name="add" /> {t(madeAt ? "signin.code_again" : "signin.code_make")}
        </button>
      )}
    </section>
  );
}

function Standing({ madeAt }: { madeAt: string | null }) {
  return <p>{madeAt ? t("signin.code_made", { date: dayOf(madeAt) }) : t("signin.code_text")}</p>;
}

function ShownOnce({ code }: { code: string }) {
  const copy = () => {
    navigator.clipboard.writeText(code).then(
      () => notify(t("signin.copied")),
      () => notify(t("signin.not_copied"), "bad"),
    );
  };
  return (
    <>
      <p role="status">{t("signin.code_once")}</p>
      <p class="code-shown" dir="ltr">{code.split("-").map((group) => <span key={group}>{group}</span>)}</p>
      <div class="button-row">
        <button type="button" class="button primary" onClick={() => print()}><Icon name="print" /> {t("signin.print")}</button>
        <button type="button" class="button" onClick={copy}><Icon name="copy" /> {t("signin.copy")}</button>
      </div>
      <Printed>
        <main class="code-paper">
          <h1>{t("signin.paper_title")}</h1>
          <p>{me.value?.person.name} · {me.value?.organisation.name}</p>
          <p class="code-shown" dir="ltr">{code.split("-").map((group) => <span key={group}>{group}</span>)}</p>
          <p>{t("signin.paper_text", { address: `${location.origin}/sign-in` })}</p>
        </main>
      </Printed>
    </>
  );
}
