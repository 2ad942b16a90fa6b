package dev.gossip.rules;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads the Java sources of all modules of this repository, generated ones aside. */
final class SourceFolders {
  private static final Path ROOT =
      Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolve("..").normalize();
  private static final Path MAIN = Path.of("src", "main", "java");
  private static final Path TEST = Path.of("src", "test", "java");
  private static final Set<String> NOT_OURS =
      Set.of("target", "node_modules", "archetype-resources");
  private static final String JAVA = ".java";

  private SourceFolders() {}

  /** Reads all sources, in the order of their paths. */
  static List<JavaSource> readAll() throws IOException {
    List<Path> files = new ArrayList<>();
    Files.walkFileTree(
        ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            String name = String.valueOf(folder.getFileName());
            boolean skipped = name.startsWith(".") || NOT_OURS.contains(name);
            return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(JAVA)) {
              files.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    List<JavaSource> sources = new ArrayList<>();
    for (Path file : files.stream().sorted().toList()) {
      sources.add(read(file));
    }
    return sources;
  }

  private static JavaSource read(Path file) throws IOException {
    for (Path folder = file; folder != null && !folder.equals(ROOT); folder = folder.getParent()) {
      boolean test = folder.endsWith(TEST);
      if (test || folder.endsWith(MAIN)) {
        Path module = ROOT.relativize(folder.resolve("../../..").normalize());
        String name = String.valueOf(file.getFileName());
        return JavaSource.parse(
            module.toString().replace('\\', '/'),
            test,
            name.substring(0, name.length() - JAVA.length()),
            Files.readString(file));
      }
    }
    throw new AssertionError(file + " is neither in src/main/java nor in src/test/java");
  }
}
