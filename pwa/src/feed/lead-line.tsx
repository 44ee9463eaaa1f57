import type { Post } from "../api/types";
import { t } from "../i18n";
import { Icon } from "../ui/icon";

/** For the author and leads: how many of those asked have answered. */
export function LeadLine({ post, href }: { post: Post; href?: string }) {
  if (!post.counts || post.ask === "none" || post.counts.asked === 0) return null;
  const { asked, got_it: gotIt, problem } = post.counts;
  const answered = gotIt + problem;
  const content = (
    <>
      <span class="lead-line-text">
        <strong>{t("board.count", { answered, asked })}</strong>
        {answered === asked && <span class="lead-line-all"><Icon name="check" /> {t("board.all")}</span>}
        {href && <Icon name="chevron" />}
      </span>
      <progress max={asked} value={answered} aria-hidden="true" />
    </>
  );
  return href ? <a class="lead-line" href={href}>{content}</a> : <div class="lead-line">{content}</div>;
}
