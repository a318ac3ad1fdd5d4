/** @import { Message } from "../src/chat-room.protocol" */
import { ChatRoomClient } from "./chat-room-client.js";

/** Where the Worker mounts the rooms. */
const BASE = "/chat-room/";

/** Messages on the page; older ones come back with "Earlier messages". */
const MAX_SHOWN = 500;

/** What the person who uses the page is told in each state. */
const STATES = {
  connecting: "Connecting…",
  online: "Connected",
  offline: "No connection, trying again.",
  closed: "Not connected.",
};

const page = {
  status: element("status", HTMLElement),
  join: element("join", HTMLFormElement),
  room: element("room", HTMLInputElement),
  token: element("token", HTMLInputElement),
  connect: element("connect", HTMLButtonElement),
  earlier: element("earlier", HTMLButtonElement),
  messages: element("messages", HTMLElement),
  compose: element("compose", HTMLFormElement),
  text: element("text", HTMLTextAreaElement),
  send: element("send", HTMLButtonElement),
  people: element("people", HTMLElement),
};

/** @type {ChatRoomClient | undefined} */
let client;
let me = "";
/** What to ask for to get earlier messages. @type {number | null} */
let before = null;

/** @param {string} room @param {string} token */
function connect(room, token) {
  page.messages.replaceChildren();
  client = new ChatRoomClient({
    room: new URL(`${BASE}${room}/`, location.href),
    token: () => token,
    listener: {
      state: showState,
      welcome: (you) => {
        me = you;
        page.status.textContent = `Connected as ${you}`;
        for (const item of page.messages.querySelectorAll("li")) markMine(item);
      },
      history: (history) => {
        for (const old of page.messages.querySelectorAll("li[data-seq]")) old.remove();
        page.messages.prepend(...history.messages.map(messageItem));
        showEarlier(history.before);
        scrollToEnd();
      },
      message: showMessage,
      people: (people) => {
        page.people.replaceChildren(...people.map((name) => textElement("li", name)));
      },
      // Its message, with a number, is here already or comes with the history.
      acknowledged: (id) => pendingItem(id)?.remove(),
      refused: (id, reason) => {
        const item = pendingItem(id);
        item?.classList.add("refused");
        item?.append(textElement("span", `Not sent: ${reason}`, "note"));
      },
    },
  });
  client.connect();
}

/** @param {keyof typeof STATES} state @param {string} reason */
function showState(state, reason) {
  page.status.dataset.state = state;
  page.status.textContent = [STATES[state], reason].filter(Boolean).join(" ");
  const open = state !== "closed";
  page.connect.textContent = open ? "Disconnect" : "Connect";
  page.room.disabled = open;
  page.token.disabled = open;
  page.send.disabled = !open;
  if (state === "online") return;
  page.people.replaceChildren();
}

/** @param {Message} message */
function showMessage(message) {
  const atEnd =
    page.messages.scrollHeight - page.messages.scrollTop - page.messages.clientHeight < 40;
  if (message.from === me) pendingItem(message.id)?.remove();
  const firstPending = page.messages.querySelector("li:not([data-seq])");
  page.messages.insertBefore(messageItem(message), firstPending);
  if (!atEnd) return;
  dropOldest();
  scrollToEnd();
}

/** Keeps a page that stays open for days from growing. */
function dropOldest() {
  const shown = page.messages.querySelectorAll("li[data-seq]");
  if (shown.length <= MAX_SHOWN) return;
  shown[0]?.remove();
  showEarlier(Number(shown[1]?.getAttribute("data-seq")));
}

/** @param {number | null} cursor */
function showEarlier(cursor) {
  before = cursor;
  page.earlier.hidden = cursor === null;
}

async function loadEarlier() {
  if (client === undefined || before === null) return;
  page.earlier.disabled = true;
  try {
    const history = await client.history(before);
    const height = page.messages.scrollHeight;
    page.messages.prepend(...history.messages.map(messageItem));
    page.messages.scrollTop += page.messages.scrollHeight - height;
    showEarlier(history.before);
  } catch (error) {
    page.status.textContent = `Earlier messages did not load: ${String(error)}`;
  } finally {
    page.earlier.disabled = false;
  }
}

function send() {
  const text = page.text.value.trim();
  if (client === undefined || text === "") return;
  const id = client.send(text);
  if (id === undefined) {
    page.status.textContent = "Too many messages are waiting to be sent.";
    return;
  }
  const item = document.createElement("li");
  item.className = "pending";
  item.dataset.id = id;
  item.dataset.from = me;
  markMine(item);
  item.append(textElement("span", me, "from"), textElement("p", text));
  page.messages.append(item);
  page.text.value = "";
  scrollToEnd();
}

/** @param {Message} message */
function messageItem(message) {
  const item = document.createElement("li");
  item.dataset.seq = String(message.seq);
  item.dataset.from = message.from;
  markMine(item);
  const at = new Date(message.at);
  const time = document.createElement("time");
  time.dateTime = at.toISOString();
  time.textContent = at.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  item.append(textElement("span", message.from, "from"), time, textElement("p", message.text));
  return item;
}

/** @param {HTMLElement} item */
function markMine(item) {
  item.classList.toggle("mine", item.dataset.from === me);
}

/** @param {string} id */
function pendingItem(id) {
  return [...page.messages.querySelectorAll("li")].find((item) => item.dataset.id === id);
}

/** @param {"li" | "p" | "span"} name @param {string} text @param {string} [className] */
function textElement(name, text, className = "") {
  const created = document.createElement(name);
  created.textContent = text;
  if (className !== "") created.className = className;
  return created;
}

function scrollToEnd() {
  page.messages.scrollTop = page.messages.scrollHeight;
}

/**
 * @template {HTMLElement} Type
 * @param {string} id
 * @param {new () => Type} type
 * @returns {Type}
 */
function element(id, type) {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new TypeError(`the page has no #${id}`);
  return found;
}

page.join.addEventListener("submit", (event) => {
  event.preventDefault();
  if (page.status.dataset.state !== "closed") return client?.close();
  // Only for this tab, and only until it is closed.
  sessionStorage.setItem(`${BASE}room`, page.room.value);
  sessionStorage.setItem(`${BASE}token`, page.token.value);
  connect(page.room.value, page.token.value.trim());
  page.text.focus();
});

page.compose.addEventListener("submit", (event) => {
  event.preventDefault();
  send();
});

page.text.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  page.compose.requestSubmit(page.send);
});

page.earlier.addEventListener("click", () => void loadEarlier());
addEventListener("online", () => client?.connect());

page.room.value = sessionStorage.getItem(`${BASE}room`) ?? "lobby";
page.token.value = sessionStorage.getItem(`${BASE}token`) ?? "";
if (page.token.value !== "") connect(page.room.value, page.token.value);
