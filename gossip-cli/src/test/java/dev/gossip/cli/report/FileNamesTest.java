package dev.gossip.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileNamesTest {
  @TempDir private Path folder = Path.of("");

  private boolean areOfOneFile(String one, String other) {
    return FileNames.areOfOneFile(folder + "/" + one, folder + "/" + other);
  }

  @Test
  void spellingsOfOneFileAreRecognized() throws IOException {
    Files.createDirectory(folder.resolve("below"));
    Files.createSymbolicLink(folder.resolve("folder"), Path.of("below"));
    Files.createSymbolicLink(folder.resolve("link"), Path.of("below/new"));

    assertThat(areOfOneFile("new", "new")).isTrue();
    assertThat(areOfOneFile("new", "./new")).isTrue();
    assertThat(areOfOneFile("new", "below/../new")).isTrue();
    assertThat(areOfOneFile("below/new", "folder/new")).isTrue();
    assertThat(areOfOneFile("below/new", "link")).isTrue();
    assertThat(FileNames.areOfOneFile("new", Path.of("new").toAbsolutePath().toString())).isTrue();
  }

  @Test
  void linksToOneFileAreRecognized() throws IOException {
    Files.createFile(folder.resolve("old"));
    Files.createLink(folder.resolve("hard"), folder.resolve("old"));

    assertThat(areOfOneFile("old", "hard")).isTrue();
    assertThat(areOfOneFile("old", "new")).isFalse();
  }

  @Test
  void otherFilesAndWhatIsNoNameAreNotOneFile() throws IOException {
    Files.createSymbolicLink(folder.resolve("loop"), Path.of("loop"));

    assertThat(areOfOneFile("one", "other")).isFalse();
    assertThat(areOfOneFile("one", "loop")).isFalse();
    assertThat(areOfOneFile("no-such-folder/one", "one")).isFalse();
    assertThat(areOfOneFile("one\0", "one\0")).isFalse();
  }
}
