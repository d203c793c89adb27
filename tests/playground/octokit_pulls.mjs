// How octokit makes a branch, a pull request and a check: reads its instructions from
// standard input, writes what it saw to standard output, both as JSON.
import { createAppAuth } from "@octokit/auth-app";
import { Octokit } from "@octokit/rest";
import { text } from "node:stream/consumers";

const { url, appId, privateKey } = JSON.parse(await text(process.stdin));
const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const options = { baseUrl: url, log: quiet, authStrategy: createAppAuth };
const app = new Octokit({ ...options, auth: { appId, privateKey } });
const [{ id: installationId }] = await app.paginate(app.rest.apps.listInstallations);
const octokit = new Octokit({ ...options, auth: { appId, privateKey, installationId } });
const { checks, git, pulls, repos, search } = octokit.rest;
const here = { owner: "jupyterhub", repo: "team-compass" };

const main = await git.getRef({ ...here, ref: "heads/main" });
const branch = "minutes/march";
await git.createRef({ ...here, ref: `refs/heads/${branch}`, sha: main.data.object.sha });
const file = { ...here, branch, path: "docs/march.md" };
const written = await repos.createOrUpdateFileContents({
  ...file,
  message: "Add the minutes",
  content: Buffer.from("# March\n").toString("base64"),
});
const sha = written.data.commit.sha;
const made = await pulls.create({ ...here, head: branch, base: "main", title: "Minutes" });
const pull = { ...here, pull_number: made.data.number };
const twice = await pulls
  .create({ ...here, head: branch, base: "main", title: "Again" })
  .catch((error) => error);
await pulls.update({ ...pull, body: "Of March" });
const files = await octokit.paginate(pulls.listFiles, pull);
const listed = await octokit.paginate(pulls.list, {
  ...here,
  state: "all",
  head: `jupyterhub:${branch}`,
});

const run = await checks.create({ ...here, name: "config", head_sha: sha });
await checks.update({
  ...here,
  check_run_id: run.data.id,
  conclusion: "neutral",
  output: { title: "All is well", summary: "Nothing to do" },
});
const runs = await octokit.paginate(checks.listForRef, {
  ...here,
  ref: branch,
  check_name: "config",
  app_id: appId,
});
const found = await search.issuesAndPullRequests({
  q: "minutes in:title updated:>=2021-03-01T00:00:00Z org:jupyterhub is:pr",
  sort: "updated",
  order: "desc",
  per_page: 100,
});
const merged = await pulls.merge({ ...pull, sha });
await git.deleteRef({ ...here, ref: `heads/${branch}` });
const after = await pulls.get(pull);

console.log(
  JSON.stringify({
    number: made.data.number,
    twice: [twice.status, twice.response.data.errors[0].message],
    files: files.map(({ filename, status, additions }) => [filename, status, additions]),
    listed: listed.map(({ body }) => body),
    runs: runs.map(({ status, conclusion, output }) => [status, conclusion, output.title]),
    found: found.data.items.map(({ number }) => number),
    merged: merged.data.merged,
    after: [after.data.state, after.data.merged],
  }),
);
