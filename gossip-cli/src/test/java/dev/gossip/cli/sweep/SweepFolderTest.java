package dev.gossip.cli.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gossip.cli.sweep.SweepFolder.Listed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepFolderTest {
  private static final List<Listed> CELLS =
      List.of(new Listed("aa", "gossip simulate"), new Listed("bb", "gossip simulate --loss 0.1"));

  @TempDir private Path path = Path.of("");
  private SweepFolder folder = new SweepFolder(path);

  @BeforeEach
  void createFolder() {
    folder = new SweepFolder(path.resolve("new").resolve("results"));
  }

  private Path cell(String file) {
    return folder.path().resolve("cells").resolve(file);
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder.path().resolve("cells"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  static List<SweepFolder.Listed> listed(SweepFolder folder) throws IOException {
    List<SweepFolder.Listed> cells = new ArrayList<>();
    folder.listed(cells::add);
    return cells;
  }

  @Test
  void listIsReadAsItWasWritten() throws IOException {
    assertThat(folder.list(CELLS)).isFalse();

    assertThat(listed(folder)).isEqualTo(CELLS);
    assertThat(folder.list(CELLS)).as("the same list again").isFalse();
    assertThat(folder.list(CELLS.subList(0, 1))).as("another list").isTrue();
    assertThat(listed(folder)).isEqualTo(CELLS.subList(0, 1));
  }

  @Test
  void folderWithoutASweepIsReported() {
    assertThatThrownBy(() -> listed(folder)).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void lineIsReadAsItWasWritten() throws IOException {
    folder.list(CELLS);
    folder.write("aa", "{\"cell\":\"aa\",\"x\":1}");

    assertThat(folder.line("aa")).contains("{\"cell\":\"aa\",\"x\":1}");
    assertThat(folder.line("bb")).isEmpty();
    assertThat(files()).containsExactly("aa.json");
  }

  @Test
  void damagedLineIsMissing() throws IOException {
    folder.list(CELLS);
    for (String text :
        List.of(
            "", "{\"cell\":\"aa\",\"x\":1}", "{\"cell\":\"aa\",\"x\"\n", "{\"cell\":\"bb\",}\n")) {
      Files.writeString(cell("aa.json"), text);

      assertThat(folder.line("aa")).as(text).isEmpty();
    }
    Files.write(cell("aa.json"), new byte[] {(byte) 0xff, (byte) 0xfe});
    assertThat(folder.line("aa")).isEmpty();
  }

  @Test
  void unfinishedFilesOfCellsThatAreDoneAreDeleted() throws IOException {
    folder.list(CELLS);
    folder.write("aa", "{\"cell\":\"aa\",\"x\":1}");
    Files.writeString(cell("aa.json.1.unfinished"), "{\"ce");
    Files.writeString(cell("bb.json.2.unfinished"), "{\"ce");

    folder.deleteUnfinished(Set.of("aa"));

    assertThat(files()).containsExactly("aa.json", "bb.json.2.unfinished");
  }

  @Test
  void writeThatFailsLeavesNoFile() throws IOException {
    folder.list(CELLS);
    Files.createDirectories(cell("aa.json").resolve("in the way"));

    assertThatThrownBy(() -> folder.write("aa", "{\"cell\":\"aa\",\"seed\":1}"))
        .isInstanceOf(IOException.class);

    assertThat(files()).containsExactly("aa.json");
  }

  @Test
  void writersOfTheSameCellDoNotDisturbEachOther() throws Exception {
    folder.list(CELLS);
    String line = "{\"cell\":\"aa\",\"x\":\"" + "y".repeat(20_000) + "\"}";
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> writers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        writers.add(
            threads.submit(
                () -> {
                  for (int j = 0; j < 20; j++) {
                    folder.write("aa", line);
                    assertThat(folder.line("aa")).contains(line);
                  }
                  return null;
                }));
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
    } finally {
      threads.shutdownNow();
    }

    assertThat(files()).containsExactly("aa.json");
  }
}
