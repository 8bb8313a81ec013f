import { rpc } from "/syncer/client.js";
import { avatar, byId, el, setText } from "./dom.js";
import { failure } from "./format.js";

const ROUTE = "/web/session";

/** The session of this browser as `{ uid, name, db }`, or null where nobody is logged in. */
export async function session() {
  try {
    const info = await rpc(`${ROUTE}/get_session_info`);
    return info?.uid ? info : null;
  } catch (error) {
    if (error.type === "server") return null;
    throw error;
  }
}

export function logOut() {
  return rpc(`${ROUTE}/destroy`);
}

/** Asks who somebody is, and resolves with their session. */
export async function logIn(message = "") {
  const page = byId("login");
  const problem = byId("login-error");
  const tell = (text) => {
    problem.hidden = text === "";
    setText(problem, text);
  };
  const { db, users } = await rpc("/board/users");
  page.hidden = false;
  tell(message);
  return new Promise((resolve) => {
    const pick = async (user) => {
      try {
        const info = await rpc(`${ROUTE}/authenticate`, { db, login: user.login });
        page.hidden = true;
        resolve(info);
      } catch (error) {
        tell(failure(error));
      }
    };
    byId("login-people").replaceChildren(...users.map((user) => person(user, pick)));
    byId("login-people").querySelector("button")?.focus();
  });
}

function person(user, pick) {
  return el(
    "button",
    { class: "person", type: "button", "data-testid": `login-user-${user.login}`, onclick: () => void pick(user) },
    avatar(user),
    el("span", {}, user.name),
  );
}
