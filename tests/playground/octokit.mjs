// A story told by octokit: reads its instructions from standard input, writes what it
// saw to standard output, both as JSON.
import { createAppAuth } from "@octokit/auth-app";
import { Octokit } from "@octokit/rest";
import assert from "node:assert/strict";
import { text } from "node:stream/consumers";

const { url, appId, privateKey } = JSON.parse(await text(process.stdin));
const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const options = { baseUrl: url, log: quiet };
const app = new Octokit({
  ...options,
  authStrategy: createAppAuth,
  auth: { appId, privateKey },
});

const me = await app.rest.apps.getAuthenticated();
const installations = await app.paginate(app.rest.apps.listInstallations);
const octokit = new Octokit({
  ...options,
  authStrategy: createAppAuth,
  auth: { appId, privateKey, installationId: installations[0].id },
});
const here = { owner: "jupyterhub", repo: "team-compass" };

const { data: issue } = await octokit.rest.issues.create({
  ...here,
  title: "Meeting",
  body: "Hi",
  labels: ["meeting"],
});
const place = { ...here, issue_number: issue.number };
for (let number = 0; number < 7; number += 1) {
  await octokit.rest.issues.createComment({ ...place, body: `comment ${number}` });
}
const comments = await octokit.paginate(octokit.rest.issues.listComments, {
  ...place,
  per_page: 3,
});
const [first, second, third] = comments.map(({ id }) => ({ ...here, comment_id: id }));
await octokit.rest.issues.updateComment({ ...first, body: "changed" });
await octokit.rest.issues.deleteComment(second);
const made = await octokit.rest.reactions.createForIssueComment({ ...third, content: "+1" });
const again = await octokit.rest.reactions.createForIssueComment({ ...third, content: "+1" });
await octokit.rest.issues.addLabels({ ...place, labels: ["agenda"] });
await octokit.request("PUT /repos/{owner}/{repo}/issues/comments/{comment_id}/pin", first);

const file = await octokit.rest.repos.getContent({ ...here, path: "README.md" });
const raw = await octokit.rest.repos.getContent({
  ...here,
  path: "README.md",
  mediaType: { format: "raw" },
});
const role = await octokit.rest.repos.getCollaboratorPermissionLevel({
  ...here,
  username: "sgibson91",
});
const pinned = await octokit.graphql(
  `mutation ($id: ID!) { pinIssue(input: { issueId: $id }) { issue { isPinned } } }`,
  { id: issue.node_id },
);
const unchanged = await octokit.rest.issues
  .get({ ...place, headers: { "if-none-match": (await octokit.rest.issues.get(place)).headers.etag } })
  .catch((error) => error);
await octokit.rest.issues.lock(place);
const refused = await octokit.rest.issues
  .createComment({ ...place, body: "x" })
  .catch((error) => error);
assert.equal(refused.name, "HttpError");
const deliveries = await app.rest.apps.listWebhookDeliveries({ per_page: 5 });

console.log(
  JSON.stringify({
    slug: me.data.slug,
    installations: installations.length,
    comments: comments.map(({ body }) => body),
    reactions: [made.status, again.status],
    file: Buffer.from(file.data.content, "base64").toString(),
    raw: raw.data,
    role: role.data.role_name,
    pinned: pinned.pinIssue.issue.isPinned,
    unchanged: unchanged.status,
    refused: refused.message,
    deliveries: deliveries.data.length,
  }),
);
