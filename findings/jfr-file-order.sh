#!/usr/bin/env bash
# RecordingFile reads the events of a flight recording thread by thread: an answer comes before its question.
#
# Package: openjdk-17-jdk-headless (JDK 17.0.15; 25.0.3 does the same).
# Two threads commit events in turn, each after the other's. readEvent and readAllEvents of RecordingFile return those
# of one thread, then those of the other, as each thread has its own buffer. EventStream and "jfr print", the
# other readers of the same file, give them in order of time, which hides it. A trace of datagrams read with
# RecordingFile has arrivals before what was sent, and a state machine fed with it finds faults that never
# were. In a test with one thread the order is right.
# Remedy: EventStream.openFile, or sort by getEndTime.
#
# Seen (which thread comes first varies):
#   RecordingFile: 1 3 5 7 9 0 2 4 6 8
#   EventStream: 0 1 2 3 4 5 6 7 8 9
#   jfr print: 0 1 2 3 4 5 6 7 8 9
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >Turns.java <<'JAVA'
import java.nio.file.Path;
import java.util.concurrent.*;
import jdk.jfr.*;
import jdk.jfr.consumer.*;

public class Turns {
  @Name("test.Turn")
  static class Turn extends Event {
    int number;

    Turn(int number) { this.number = number; }
  }

  public static void main(String[] args) throws Exception {
    Path file = Path.of("turns.jfr");
    ExecutorService[] threads = {Executors.newSingleThreadExecutor(), Executors.newSingleThreadExecutor()};
    try (Recording recording = new Recording()) {
      recording.start();
      for (int i = 0; i < 10; i++) {
        int number = i;
        threads[i % 2].submit(() -> new Turn(number).commit()).get();
      }
      recording.dump(file);
    }
    System.out.print("RecordingFile:");
    RecordingFile.readAllEvents(file).forEach(turn -> System.out.print(" " + turn.getInt("number")));
    System.out.print("\nEventStream:");
    try (EventStream stream = EventStream.openFile(file)) {
      stream.onEvent(turn -> System.out.print(" " + turn.getInt("number")));
      stream.start();
    }
    System.exit(0);
  }
}
JAVA
(java Turns.java; echo; echo "jfr print:" $(jfr print turns.jfr | awk '$1 == "number" { print $3 }')) | tee seen
[ "$(grep RecordingFile seen | grep -o '[0-9]' | sort | xargs)" = '0 1 2 3 4 5 6 7 8 9' ]
grep RecordingFile seen | grep -vqx 'RecordingFile: 0 1 2 3 4 5 6 7 8 9'
for reader in EventStream 'jfr print'; do grep -qx "$reader: 0 1 2 3 4 5 6 7 8 9" seen; done
