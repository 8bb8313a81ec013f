import { Syncer, rpc } from "/syncer/client.js";

const session = await rpc("/web/session/authenticate", { login: "me" });
const notes = new Syncer().collection(session.db + ":notes.note");
notes.on("change", () => show([...notes.records.values()]));

function show(records) {
  const items = records.map(({ name, done }) => {
    const item = document.createElement("li");
    item.textContent = done ? `${name} ✓` : name;
    return item;
  });
  document.getElementById("notes").replaceChildren(...items);
}

document.getElementById("add").onsubmit = async (event) => {
  event.preventDefault();
  const field = document.getElementById("name");
  await rpc("/web/dataset/call_kw/notes.note/create", { args: [{ name: field.value }] });
  field.value = "";
};
