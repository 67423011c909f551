// For bash, also the 3.2 of macOS.

import type { CompletionNode, CompletionValue } from "./completion-tree.ts";
import { argumentPlaces, optionPlaces, quoted, walkCase } from "./posix-walk.ts";

export function bashCompletion(tree: readonly CompletionNode[]): string {
  return `# switchyard completion for bash. In ~/.bashrc: source <(switchyard completion bash)
_switchyard_reply() {
  local line prefix="" breaks="\${COMP_WORDBREAKS//[^@:=]/}"
  # Bash replaces what follows the last : or =, or what begins with the last @.
  if [[ -n $breaks ]]; then prefix="\${cur%"\${cur##*["$breaks"]}"}"; prefix="\${prefix%@}"; fi
  while IFS= read -r line; do
    line="\${line%%$'\\t'*}"
    if [[ $line == "$cur"* ]]; then
      line="\${line#"$prefix"}"
      COMPREPLY+=("$(printf %q "$line")")
    fi
  done
}

_switchyard_paths() {
  local line
  compopt -o filenames 2>/dev/null
  while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen "$1" -- "$cur")
}

_switchyard_accounts() {
  _switchyard_reply < <(command "$program" complete-accounts "\${place[@]+"\${place[@]}"}" 2>/dev/null)
}

_switchyard() {
  local cur="" previous="" at="" position=0 skip="" word program
  local -a typed place
  COMPREPLY=()
  # Our own words: bash cuts them at every @ and : as well.
  read -ra typed <<<"\${COMP_LINE:0:COMP_POINT}"
  if [[ \${COMP_LINE:0:COMP_POINT} == *[[:space:]] ]]; then typed+=(""); fi
  program="\${typed[0]}"
  cur="\${typed[\${#typed[@]} - 1]}"
  for word in "\${typed[@]:1:\${#typed[@]} - 2}"; do
    if [[ $previous == --data-dir || $previous == --config ]]; then place+=("$previous" "$word"); fi
    previous="$word"
    if [[ -n $skip ]]; then skip=""; continue; fi
${walkCase(tree, "    ")}
  done
  if [[ -n $skip ]]; then
    case "$at:$previous" in
${placesCase(optionPlaces(tree))}
    esac
    return
  fi
  if [[ $cur == -* ]]; then
    case "$at" in
${optionNames(tree)}
    esac
    return
  fi
  case "$at:$position" in
${commandNames(tree)}
${placesCase(argumentPlaces(tree))}
  esac
}

complete -F _switchyard switchyard
`;
}

function placesCase(places: ReturnType<typeof optionPlaces>): string {
  return places
    .flatMap(({ patterns, value }) => {
      const action = actionOf(value);
      return action === null ? [] : [`      ${patterns.join("|")}) ${action} ;;`];
    })
    .join("\n");
}

function actionOf(value: CompletionValue): string | null {
  switch (value.kind) {
    case "choices":
      return `_switchyard_reply <<<${words(value.choices)}`;
    case "accounts":
      return "_switchyard_accounts";
    case "files":
      return "_switchyard_paths -f";
    case "folders":
      return "_switchyard_paths -d";
    case "free":
      return null;
  }
}

function optionNames(tree: readonly CompletionNode[]): string {
  return tree
    .map(
      ({ at, options }) =>
        `      ${quoted(at)}) _switchyard_reply <<<${words(options.flatMap(({ names }) => names))} ;;`,
    )
    .join("\n");
}

function commandNames(tree: readonly CompletionNode[]): string {
  return tree
    .filter(({ commands }) => commands.length > 0)
    .map(
      ({ at, commands }) =>
        `      ${quoted(`${at}:0`)}) _switchyard_reply <<<${words(commands.map(({ name }) => name))} ;;`,
    )
    .join("\n");
}

/** One a line. */
function words(all: readonly string[]): string {
  return `$${quoted(all.join("\n")).replaceAll("\n", String.raw`\n`)}`;
}
