declare module "virtual:messages/*" {
  const catalogue: unknown;
  export default catalogue;
}
