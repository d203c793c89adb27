// A story told by HackMD's own client: reads its instructions from standard input, writes
// what it saw to standard output, both as JSON.
import API from "@hackmd/api";
import { text } from "node:stream/consumers";

const { url, token, calls } = JSON.parse(await text(process.stdin));
const options = { wrapResponseErrors: true, timeout: 10_000 };
const api = new API(token, url, options);

const me = await api.getMe();
const made = await api.createNote({
  title: "March",
  content: "# April",
  readPermission: "guest",
  writePermission: "signed_in",
  commentPermission: "signed_in_users",
  tags: ["meeting"],
});
const changed = await api.updateNote(made.id, { content: "# May" }, { unwrapData: false });
const read = await api.getNote(made.id);
const ofTeam = await api.createTeamNote(me.teams[0].path, { content: "# Team" });
const listed = await api.getNoteList();
const teams = await api.getTeamNotes(me.teams[0].path);
const gone = await api.getNote("nothing").catch((error) => error);
const stranger = await new API("OTHER", url, options).getMe().catch((error) => error);
let limited;
for (let call = 0; call < calls && !limited; call += 1) {
  await api.getMe().catch((error) => {
    limited = error;
  });
}

console.log(
  JSON.stringify({
    made: [made.title, made.content, made.tags, made.readPermission],
    changed: changed.status,
    read: [read.title, read.content],
    listed: listed.map(({ id }) => id === made.id),
    teams: teams.map(({ id, title }) => [id === ofTeam.id, title]),
    refused: [gone.code, stranger.code],
    limited: [limited.code, limited.userLimit, limited.userRemaining, limited.resetAfter],
  }),
);
