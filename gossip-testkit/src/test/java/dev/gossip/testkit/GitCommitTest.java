package dev.gossip.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads git's files, valid and broken ones. */
class GitCommitTest {
  private static final String ONE = "0123456789abcdef0123456789abcdef01234567";
  private static final String OTHER = "fedcba9876543210fedcba9876543210fedcba98";

  @TempDir private Path root = Path.of("");

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  @Test
  void commitOfTheCheckedOutBranchIsFoundFromASubfolder() throws IOException {
    write(".git/HEAD", "ref: refs/heads/main\n");
    write(".git/refs/heads/main", ONE + "\n");
    Path below = Files.createDirectories(root.resolve("module/src"));

    assertThat(GitCommit.of(below)).contains(ONE);
  }

  @Test
  void packedBranchIsReadAndALooseOneTakesPrecedence() throws IOException {
    write(".git/HEAD", "ref: refs/heads/topic/a\n");
    write(
        ".git/packed-refs",
        "# pack-refs with: peeled fully-peeled sorted \n"
            + (OTHER + " refs/heads/main\n" + ONE + " refs/heads/topic/a\n")
            + (OTHER + " refs/tags/v1\n^" + OTHER + "\n"));
    assertThat(GitCommit.of(root)).contains(ONE);

    write(".git/refs/heads/topic/a", OTHER + "\n");
    assertThat(GitCommit.of(root)).contains(OTHER);
  }

  @Test
  void detachedHeadGivesItsCommit() throws IOException {
    write(".git/HEAD", ONE + "\n");
    assertThat(GitCommit.of(root)).contains(ONE);

    String sha256 = ONE + "0123456789abcdef01234567";
    write(".git/HEAD", sha256 + "\n");
    assertThat(GitCommit.of(root)).contains(sha256);
  }

  @Test
  void worktreeHasItsOwnHeadAndSharesBranches() throws IOException {
    write("main/.git/HEAD", "ref: refs/heads/main\n");
    write("main/.git/refs/heads/main", OTHER);
    write("main/.git/refs/heads/topic", ONE);
    write("main/.git/worktrees/tree/HEAD", "ref: refs/heads/topic\n");
    write("main/.git/worktrees/tree/commondir", "../..\n");
    write("tree/.git", "gitdir: " + root.resolve("main/.git/worktrees/tree") + "\n");
    assertThat(GitCommit.of(root.resolve("tree"))).contains(ONE);

    Files.delete(root.resolve("main/.git/refs/heads/topic"));
    write("main/.git/packed-refs", OTHER + " refs/heads/topic\n");
    assertThat(GitCommit.of(root.resolve("tree"))).contains(OTHER);
  }

  @Test
  void submoduleIsFoundByItsRelativePath() throws IOException {
    write("outer/.git/modules/inner/HEAD", ONE);
    write("outer/inner/.git", "gitdir: ../.git/modules/inner\n");

    assertThat(GitCommit.of(root.resolve("outer/inner"))).contains(ONE);
  }

  @Test
  void unexpectedFilesGiveNoCommitAndNoException() throws IOException {
    write(".git/HEAD", "ref: refs/heads/unborn\n");
    assertThat(GitCommit.of(root)).isEmpty();
    write(".git/HEAD", "not a commit");
    assertThat(GitCommit.of(root)).isEmpty();
    write(".git/HEAD", "ref: \0");
    assertThat(GitCommit.of(root)).isEmpty();
    Files.delete(root.resolve(".git/HEAD"));
    assertThat(GitCommit.of(root)).isEmpty();
    write("file/.git", "something else");
    assertThat(GitCommit.of(root.resolve("file"))).isEmpty();
  }

  @Test
  void seedIsThePrefixOfTheCommitAndHasNoSign() {
    assertThat(SeedSource.ofCommit(ONE)).isEqualTo(0x0123456789abcdeL);
    assertThat(SeedSource.ofCommit(OTHER)).isEqualTo(0xfedcba987654321L);
  }
}
