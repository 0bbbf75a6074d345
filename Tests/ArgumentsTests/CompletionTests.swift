import Arguments
import Testing

private struct Toolbox: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tool", abstract: "A tool.", version: "1", subcommands: [Paint.self, Mix.self])
}

private struct Paint: ParsableCommand {
  enum Color: String, CaseIterable, ExpressibleByArgument { case red, green }

  static let configuration = CommandConfiguration(abstract: "Paint a wall [it's fun: try].")
  @Argument(help: ArgumentHelp("The wall.", completion: .files)) var wall: String
  @Option(help: "Its color.") var color = Color.red
  @Option(name: .shortAndLong, help: ArgumentHelp("Where.", valueName: "DIR", completion: .folders)) var out: String?
  @Flag(help: "Twice.") var twice = false
  mutating func run() {}
}

private struct Mix: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Mix colors.")
  @Argument(help: ArgumentHelp("A recipe.", completion: .wordsOrFiles(["pink", "brown"]))) var recipe: String
  @Argument(help: "Liters.") var amount: Int
  mutating func run() {}
}

@Suite struct CompletionTests {
  @Test func fishIsToldEveryWordWithItsCondition() {
    #expect(
      Toolbox.completions(for: .fish) == #"""
        # Completes tool in fish. To keep it: tool completions fish > ~/.config/fish/completions/tool.fish
        complete -c tool -f
        complete -c tool -n 'not __fish_seen_subcommand_from paint mix' -a paint -d 'Paint a wall [it'\''s fun: try].'
        complete -c tool -n 'not __fish_seen_subcommand_from paint mix' -a mix -d 'Mix colors.'
        complete -c tool -n 'not __fish_seen_subcommand_from paint mix' -s h -l help -d 'Show this help.'
        complete -c tool -n 'not __fish_seen_subcommand_from paint mix' -l version -d 'Show the version.'
        complete -c tool -n '__fish_seen_subcommand_from paint' -F
        complete -c tool -n '__fish_seen_subcommand_from paint' -l color -r -f -a 'red green' -d 'Its color.'
        complete -c tool -n '__fish_seen_subcommand_from paint' -s o -l out -r -f -a '(__fish_complete_directories)' -d 'Where.'
        complete -c tool -n '__fish_seen_subcommand_from paint' -l twice -d 'Twice.'
        complete -c tool -n '__fish_seen_subcommand_from paint' -s h -l help -d 'Show this help.'
        complete -c tool -n '__fish_seen_subcommand_from mix' -F -a 'pink brown'
        complete -c tool -n '__fish_seen_subcommand_from mix' -s h -l help -d 'Show this help.'
        """#)
  }

  @Test func zshHasAFunctionForEveryCommand() {
    #expect(
      Toolbox.completions(for: .zsh) == #"""
        #compdef tool
        # Completes tool in zsh. In ~/.zshrc, after compinit: source <(tool completions zsh)

        _tool_mix() {
          _arguments -s -S \
            '(-h --help)-h[Show this help.]' \
            '(-h --help)--help[Show this help.]' \
            '1:RECIPE:{ compadd -- pink brown; _files }' \
            '2:AMOUNT: '
        }

        _tool_paint() {
          _arguments -s -S \
            '--color=[Its color.]:red|green:(red green)' \
            '(-o --out)-o+[Where.]:DIR:_files -/' \
            '(-o --out)--out=[Where.]:DIR:_files -/' \
            '--twice[Twice.]' \
            '(-h --help)-h[Show this help.]' \
            '(-h --help)--help[Show this help.]' \
            '1:WALL:_files'
        }

        _tool() {
          local curcontext="$curcontext" state line
          local -a commands
          _arguments -C \
            '(-h --help)-h[Show this help.]' \
            '(-h --help)--help[Show this help.]' \
            '--version[Show the version.]' \
            '1:command:->command' \
            '*::argument:->argument'
          case $state in
            command)
              commands=(
              'paint:Paint a wall [it'\''s fun: try].'
              'mix:Mix colors.'
              )
              _describe -t commands command commands
              ;;
            argument)
              case $line[1] in
                paint) _tool_paint ;;
                mix) _tool_mix ;;
              esac
              ;;
          esac
        }

        # Loaded from a folder of $fpath, the file is the function; sourced, it has to be told of.
        if [[ $funcstack[1] == _tool ]]; then
          _tool "$@"
        else
          compdef _tool tool
        fi
        """#)
  }

  @Test func bashHasATableOfWhatMayFollowWhat() {
    let script = Toolbox.completions(for: .bash)
    for line in [
      #"      'tool paint') command="$command $word"; place=0 ;;"#,
      "      'tool paint --color'|'tool paint -o'|'tool paint --out') skip=1 ;;",
      "    'tool paint --color') _tool_words 'red green'; return ;;",
      "    'tool paint -o'|'tool paint --out') _tool_files -d; return ;;", "      'tool') _tool_words '-h --help --version' ;;",
      "      'tool paint') _tool_words '--color -o --out --twice -h --help' ;;", "    'tool 0') _tool_words 'paint mix' ;;",
      "    'tool paint 0') _tool_files -f ;;", "    'tool mix 0') _tool_words 'pink brown'; _tool_files -f ;;",
      "    'tool mix 1') : ;;", "complete -F _tool tool",
    ] { #expect(script.split(separator: "\n").contains(Substring(line)), "\(line)") }
  }
}
