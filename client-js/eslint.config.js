import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["dist", "dist-test", "node_modules", "target", "scripts", "*.js"] },
  ...tseslint.configs.recommended,
  {
    rules: {
      "max-lines": ["error", 500],
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
    },
  },
);
