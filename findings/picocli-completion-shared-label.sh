#!/usr/bin/env bash
# Options of one command that share a parameter label share their candidates in picocli's completion.
#
# Package: info.picocli:picocli:4.7.7 (JDK 17).
# AutoComplete makes a shell variable for the candidates of each option, and names it after the
# command and the option's paramLabel, not after the option. The last option with a label wins: here
# "--relay" offers the signatures, and the relays are in the script but never offered. Nothing warns.
#
# Seen:
#   tool --relay <TAB>: ed25519 none
#   tool --signing <TAB>: ed25519 none
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy \
  -Dartifact=info.picocli:picocli:4.7.7 -DoutputDirectory=. >/dev/null

cat >Tool.java <<'JAVA'
import java.util.List;
import picocli.*;
import picocli.CommandLine.*;

@Command(name = "tool")
public class Tool {
  static class Relays extends java.util.ArrayList<String> {
    Relays() { super(List.of("flooding", "diffusion")); }
  }
  static class Signatures extends java.util.ArrayList<String> {
    Signatures() { super(List.of("ed25519", "none")); }
  }
  @Option(names = "--relay", paramLabel = "ID", completionCandidates = Relays.class) String relay;
  @Option(names = "--signing", paramLabel = "ID", completionCandidates = Signatures.class) String signing;

  public static void main(String[] args) {
    System.out.print(AutoComplete.bash("tool", new CommandLine(new Tool())));
  }
}
JAVA
java -cp picocli-4.7.7.jar Tool.java >completion.sh

offered() { # offered OPTION: what bash offers after it
  bash -c '. ./completion.sh; COMP_WORDS=(tool "$1" ""); COMP_CWORD=2; COMP_LINE="tool $1 "
    _complete_tool tool "" "$1" >/dev/null 2>&1; echo "${COMPREPLY[*]}"' bash "$1"
}
relay=$(offered --relay | xargs)
signing=$(offered --signing | xargs)
echo "tool --relay <TAB>: $relay"
echo "tool --signing <TAB>: $signing"
[ "$relay" = "ed25519 none" ] && [ "$signing" = "ed25519 none" ]
