package dev.gossip.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds the commit that is checked out. Reads git's files and starts no process. */
final class GitCommit {
  private static final String FILE_POINTER = "gitdir: ";
  private static final String REF_POINTER = "ref: ";
  // SHA-1 or SHA-256.
  private static final Pattern ID = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");

  private GitCommit() {}

  /**
   * The commit of the working tree that contains a folder. Empty if there is none or if git's files
   * are not as expected: a missing seed must not fail a test.
   */
  static Optional<String> of(Path folder) {
    try {
      for (Path at = folder.toAbsolutePath(); at != null; at = at.getParent()) {
        Path git = at.resolve(".git");
        if (Files.isDirectory(git)) {
          return head(git);
        }
        if (Files.isRegularFile(git)) {
          // In a worktree or a submodule, .git is a file that points to the real folder.
          String pointer = read(git);
          return pointer.startsWith(FILE_POINTER)
              ? head(at.resolve(pointer.substring(FILE_POINTER.length())))
              : Optional.empty();
        }
      }
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
    return Optional.empty();
  }

  private static Optional<String> head(Path git) throws IOException {
    String head = read(git.resolve("HEAD"));
    if (!head.startsWith(REF_POINTER)) {
      return id(head);
    }
    String ref = head.substring(REF_POINTER.length());
    // A worktree has its own HEAD and shares all branches.
    Path common = git.resolve("commondir");
    Path shared = Files.exists(common) ? git.resolve(read(common)) : git;
    if (Files.exists(shared.resolve(ref))) {
      return id(read(shared.resolve(ref)));
    }
    Path packed = shared.resolve("packed-refs");
    if (Files.exists(packed)) {
      for (String line : Files.readAllLines(packed)) {
        if (line.endsWith(" " + ref)) {
          return id(line.substring(0, line.length() - ref.length() - 1));
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> id(String text) {
    return Optional.of(text).filter(ID.asMatchPredicate());
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file).strip();
  }
}
