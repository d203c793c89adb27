// How octokit tags, releases and compares: reads its instructions from standard input,
// writes what it saw to standard output, both as JSON.
import { createAppAuth } from "@octokit/auth-app";
import { Octokit } from "@octokit/rest";
import { text } from "node:stream/consumers";

const { url, appId, privateKey } = JSON.parse(await text(process.stdin));
const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const options = { baseUrl: url, log: quiet, authStrategy: createAppAuth };
const app = new Octokit({ ...options, auth: { appId, privateKey } });
const [{ id: installationId }] = await app.paginate(app.rest.apps.listInstallations);
const octokit = new Octokit({ ...options, auth: { appId, privateKey, installationId } });
const { git, repos } = octokit.rest;
const here = { owner: "jupyterhub", repo: "team-compass" };

const tip = (await repos.getCommit({ ...here, ref: "heads/main" })).data;
const object = await git.createTag({
  ...here,
  tag: "1.0.0",
  message: "One",
  object: tip.parents[0].sha,
  type: "commit",
});
await git.createRef({ ...here, ref: "refs/tags/1.0.0", sha: object.data.sha });
const ref = await git.getRef({ ...here, ref: "tags/1.0.0" });
const seen = await git.getTag({ ...here, tag_sha: ref.data.object.sha });
const made = await repos.createRelease({ ...here, tag_name: "1.1.0", name: "More" });
const release = { ...here, release_id: made.data.id };
await repos.updateRelease({ ...release, body: "Notes" });
const tags = await octokit.paginate(repos.listTags, { ...here, per_page: 1 });
const releases = await octokit.paginate(repos.listReleases, here);
const latest = await repos.getLatestRelease(here);
const byTag = await repos.getReleaseByTag({ ...here, tag: "1.1.0" });
const since = await repos.compareCommitsWithBasehead({ ...here, basehead: "1.0.0...main" });
const matching = await git.listMatchingRefs({ ...here, ref: "tags/1" });
const pulls = await repos.listPullRequestsAssociatedWithCommit({
  ...here,
  commit_sha: tip.sha,
});
await git.deleteRef({ ...here, ref: "tags/1.0.0" });
await repos.deleteRelease(release);
const gone = await repos.getRelease(release).catch((error) => error);

console.log(
  JSON.stringify({
    files: tip.files.map(({ filename, status }) => [filename, status]),
    tagged: [seen.data.tag, seen.data.message, seen.data.object.sha === tip.parents[0].sha],
    tags: tags.map(({ name }) => name),
    releases: releases.map(({ tag_name, body }) => [tag_name, body]),
    latest: [latest.data.tag_name, byTag.data.id === made.data.id],
    since: [since.data.status, since.data.ahead_by, since.data.files.length],
    matching: matching.data.map(({ ref }) => ref),
    pulls: pulls.data.map(({ title }) => title),
    gone: gone.status,
  }),
);
