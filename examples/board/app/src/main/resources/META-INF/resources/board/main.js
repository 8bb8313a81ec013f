import { Syncer } from "/syncer/client.js";
import { Actions } from "./actions.js";
import { Activity } from "./activity.js";
import { ConnectionLine } from "./connection.js";
import { Details } from "./details.js";
import { avatar, byId, setText } from "./dom.js";
import { Drag } from "./drag.js";
import { failure } from "./format.js";
import { Keyboard } from "./keyboard.js";
import { logIn, logOut, session } from "./login.js";
import { CardMenu } from "./menu.js";
import { BoardState } from "./state.js";
import { BoardView } from "./view.js";

const RETRY = 2000;
const NOT_AUTHENTICATED = 4401;
const SESSION_ENDED = 4409;
const connectionLine = new ConnectionLine();

void run();

/** One person after the other uses the page. */
async function run() {
  let who = await patiently(session);
  let message = "";
  for (;;) {
    who ??= await patiently(() => logIn(message));
    message = await board(who);
    who = null;
  }
}

/** Tries again while the server is away. */
async function patiently(work) {
  const notice = byId("starting");
  for (;;) {
    try {
      const result = await work();
      notice.hidden = true;
      return result;
    } catch (error) {
      notice.hidden = false;
      setText(notice, `${failure(error)} Trying again…`);
      await new Promise((resolve) => setTimeout(resolve, RETRY));
    }
  }
}

/** Shows the board until the session ends; resolves with what to say about that. */
async function board(who) {
  const sync = new Syncer();
  const stopLine = connectionLine.follow(sync);
  const ended = new Promise((resolve) => {
    byId("log-out").onclick = () => {
      resolve("");
      logOut().catch(() => undefined);
    };
    sync.on("state", ({ state, code }) => {
      const isOver = code === NOT_AUTHENTICATED || code === SESSION_ENDED;
      if (state === "disconnected" && isOver) resolve("Your session has ended. Pick a person to go on.");
    });
  });
  const state = new BoardState(sync, who);
  const loaded = state.load().then(
    () => null,
    (error) => failure(error),
  );
  let message = await Promise.race([loaded, ended]);
  if (message === null) {
    const close = assemble(state, who);
    message = await ended;
    close();
  }
  stopLine();
  connectionLine.reset();
  sync.close();
  return message;
}

/** Puts the parts of the board together; the answer takes them apart. */
function assemble(state, who) {
  const actions = new Actions(state);
  const view = new BoardView(state, actions);
  const openDetails = (id) => details.open(id);
  const move = (id, stageId, afterId) => void actions.move(id, stageId, afterId);
  const remove = (id) => keyboard.remove(id);
  const details = new Details(state, actions, { remove, closed: (id) => view.focus(id) });
  const menu = new CardMenu(state, view, { openDetails, remove, move });
  const keyboard = new Keyboard(state, view, actions, { openDetails, openMenu: (id, anchor) => menu.open(id, anchor) });
  const drag = new Drag(view, { drop: move, open: openDetails });
  const activity = new Activity(state, (id) => view.focus(id));
  view.onRendered = () => {
    drag.refresh();
    details.refresh();
    activity.refresh();
  };
  view.root.onclick = ({ target }) => {
    const button = target.closest("[data-action]");
    if (button === null) return;
    const id = Number(button.closest(".card").dataset.taskId);
    if (button.dataset.action === "edit") view.card(id)?.edit();
    else menu.open(id, button);
  };
  const find = byId("find");
  find.value = "";
  find.oninput = () => view.find(find.value);
  find.onkeydown = ({ key }) => {
    if (key !== "Escape") return;
    find.value = "";
    view.find("");
  };
  byId("show-help").onclick = () => byId("help").showModal();
  const me = state.user(who.uid) ?? { name: who.name };
  byId("me").replaceChildren(avatar(me), me.name);
  byId("app").hidden = false;
  return () => {
    byId("app").hidden = true;
    for (const part of [drag, keyboard, menu, details, activity, view]) part.close();
  };
}
