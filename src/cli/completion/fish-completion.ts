// For fish: a line a candidate, each with the place at which it may stand.

import type { CompletionNode, CompletionOption, CompletionValue } from "./completion-tree.ts";

export function fishCompletion(tree: readonly CompletionNode[]): string {
  const commands = tree.flatMap(({ at, commands: below }) => below.map(({ name }) => quoted(`${at}:${name}`)));
  const valued = tree.flatMap(({ at, options }) =>
    options.filter(({ value }) => value !== null).flatMap(({ names }) => names.map((name) => quoted(`${at}:${name}`))),
  );
  return `# switchyard completion for fish. Once: switchyard completion fish > ~/.config/fish/completions/switchyard.fish
function __switchyard_place
    set -l at ''
    set -l position 0
    set -l skip no
    for word in (commandline -opc)[2..-1]
        if test $skip = yes
            set skip no
            continue
        end
        switch "$at:$word"
            case ${commands.join(" ")}
                set at (string trim -- "$at $word")
                set position 0
            case ${valued.join(" ")}
                set skip yes
            case '*:-*'
            case '*'
                set position (math $position + 1)
        end
    end
    echo "$at:$position"
end

function __switchyard_at
    set -l place (__switchyard_place)
    test (string replace -r ':\\d+$' '' -- $place) = "$argv[1]"; and begin
        test (count $argv) -eq 1; or string match -q -- $argv[2] (string replace -r '^.*:' '' -- $place)
    end
end

function __switchyard_accounts
    set -l typed (commandline -opc)
    set -l data_dir
    for index in (seq (count $typed))
        if contains -- $typed[$index] --data-dir --config; and test $index -lt (count $typed)
            set -a data_dir $typed[$index] $typed[(math $index + 1)]
        end
    end
    command $typed[1] complete-accounts $data_dir 2>/dev/null
end

complete -c switchyard -f
${tree.flatMap(linesOf).join("\n")}
`;
}

function linesOf(node: CompletionNode): readonly string[] {
  const { at, commands, options, args, isVariadic } = node;
  return [
    ...commands.map(({ name, description }) => line(at, "0", [`-a ${quoted(name)}`, `-d ${quoted(description)}`])),
    ...args.map((value, index) =>
      line(at, isVariadic && index === args.length - 1 ? "*" : String(index), candidates(value)),
    ),
    ...options.map((option) =>
      line(at, null, [...option.names.map(nameFlag), `-d ${quoted(option.description)}`, ...valueFlags(option)]),
    ),
  ];
}

function line(at: string, position: string | null, flags: readonly string[]): string {
  const condition = `__switchyard_at ${quoted(at)}${position === null ? "" : ` ${quoted(position)}`}`;
  return `complete -c switchyard -n ${quoted(condition)} ${flags.join(" ")}`;
}

function nameFlag(name: string): string {
  return name.startsWith("--") ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`;
}

function valueFlags({ value }: CompletionOption): readonly string[] {
  if (value === null) return [];
  return [value.kind === "files" ? "-r" : "-x", ...candidates(value)];
}

function candidates(value: CompletionValue): readonly string[] {
  switch (value.kind) {
    case "choices":
      return [`-a ${quoted(value.choices.join(" "))}`];
    case "accounts":
      return [`-a ${quoted("(__switchyard_accounts)")}`];
    case "files":
      return ["-F"];
    case "folders":
      return [`-a ${quoted("(__fish_complete_directories)")}`];
    case "free":
      return [];
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll(/['\\]/g, String.raw`\$&`)}'`;
}
