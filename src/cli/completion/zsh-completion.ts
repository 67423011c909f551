// For zsh: with descriptions.

import type { CompletionNode, CompletionValue } from "./completion-tree.ts";
import { argumentPlaces, optionPlaces, quoted, walkCase } from "./posix-walk.ts";

export function zshCompletion(tree: readonly CompletionNode[]): string {
  return `#compdef switchyard
# switchyard completion for zsh. In ~/.zshrc, after compinit: source <(switchyard completion zsh)
_switchyard_accounts() {
  local line
  local -a found
  for line in "\${(@f)$(command "\${words[1]}" complete-accounts "\${place[@]}" 2>/dev/null)}"; do
    [[ -n $line ]] && found+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done
  _describe 'account' found
}

_switchyard() {
  local previous="" at="" position=0 skip="" word
  local -a place candidates
  for word in "\${(@)words[2,CURRENT - 1]}"; do
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
  if [[ \${words[CURRENT]} == -* ]]; then
    case "$at" in
${tree.map(optionsLine).join("\n")}
    esac
    _describe 'option' candidates
    return
  fi
  case "$at:$position" in
${tree
  .filter(({ commands }) => commands.length > 0)
  .map(commandsLine)
  .join("\n")}
${placesCase(argumentPlaces(tree))}
  esac
}

if [[ "\${funcstack[1]}" == _switchyard ]]; then
  _switchyard "$@"
else
  compdef _switchyard switchyard
fi
`;
}

function placesCase(places: ReturnType<typeof optionPlaces>): string {
  return places.map(({ patterns, value }) => `      ${patterns.join("|")}) ${actionOf(value)} ;;`).join("\n");
}

function actionOf(value: CompletionValue): string {
  switch (value.kind) {
    case "choices":
      return `candidates=(${value.choices.map((choice) => described(choice, "")).join(" ")}); _describe 'value' candidates`;
    case "accounts":
      return "_switchyard_accounts";
    case "files":
      return "_files";
    case "folders":
      return "_files -/";
    case "free":
      return "_message 'value'";
  }
}

function optionsLine({ at, options }: CompletionNode): string {
  const all = options.flatMap(({ names, description }) => names.map((name) => described(name, description)));
  return `      ${quoted(at)}) candidates=(${all.join(" ")}) ;;`;
}

function commandsLine({ at, commands }: CompletionNode): string {
  const all = commands.map(({ name, description }) => described(name, description));
  return `      ${quoted(`${at}:0`)}) candidates=(${all.join(" ")}); _describe 'command' candidates ;;`;
}

function described(name: string, description: string): string {
  const plain = name.replaceAll(":", String.raw`\:`);
  return quoted(description === "" ? plain : `${plain}:${description}`);
}
