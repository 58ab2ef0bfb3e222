// What the page says about signing in, in English.
export const session = {
  sign_in: "Sign in to todobot",
  sign_in_ready: "Your link is good. It works once: this browser is signed in with it.",
  sign_in_go: "Sign in",
  sign_in_spent: "This link was used already, or is older than ten minutes.",
  sign_in_failed: "That did not work. Ask for another link and try again.",
  sign_in_how: "You need a link that works once, within ten minutes. Ask for one:",
  sign_in_chat: "in Slack or Discord:",
  sign_in_shell: "on the server:",
  sign_out: "Sign out",
  signed_in_as: "Signed in as {name}",
  signed_in_what: "In the workspace {workspace}",
};
