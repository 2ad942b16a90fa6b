package dev.gossip.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** Which commit is checked out, read from git's files: no process is started. */
final class GitCommit {
  private static final String FILE_POINTER = "gitdir: ";
  private static final String REF_POINTER = "ref: ";
  // SHA-1 or SHA-256.
  private static final Pattern ID = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");

  private GitCommit() {}

  /**
   * The commit of the working tree that a folder is in; empty if it is in none, or git's files are
   * not as expected: a seed is not worth failing for.
   */
  static Optional<String> of(Path folder) {
    try {
      for (Path at = folder.toAbsolutePath(); at != null; at = at.getParent()) {
        Path git = at.resolve(".git");
        if (Files.isDirectory(git)) {
          return head(git);
        }
        if (Files.isRegularFile(git)) {
          // A worktree or a submodule: its files are elsewhere.
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
    // A worktree has a HEAD of its own and shares all branches.
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
