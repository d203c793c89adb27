// Reads GraphQL documents from standard input, as a JSON list, and writes what in them
// GitHub's own schema does not allow, as a JSON list of sentences.
import { validate } from "@octokit/graphql-schema";
import { text } from "node:stream/consumers";

const documents = JSON.parse(await text(process.stdin));
const errors = documents.flatMap((document) => validate(document));
console.log(JSON.stringify(errors.map((error) => error.message)));
