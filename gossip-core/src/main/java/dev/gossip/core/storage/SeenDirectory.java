package dev.gossip.core.storage;

import dev.gossip.api.node.NodeEvent.Warning;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files that a {@link FileSeenLog} finds in its folder.
 *
 * @param segments the readable files, in the order in which they were written
 * @param highestNumber the highest number of any file, readable or not; 0 if there is none
 * @param warnings about damaged or unknown files
 */
record SeenDirectory(List<SeenSegment> segments, long highestNumber, List<Warning> warnings) {
  private static final Pattern NAME = Pattern.compile("seen-(\\d{1,18})\\.log");

  /** The file names of format 1. */
  private static final Pattern EARLIER_NAME = Pattern.compile("seen\\.[01]");

  static Path file(Path folder, long number) {
    return folder.resolve("seen-" + number + ".log");
  }

  static SeenDirectory read(Path folder) throws IOException {
    List<SeenSegment> segments = new ArrayList<>();
    List<Warning> warnings = new ArrayList<>();
    long highestNumber = 0;
    for (Path file : filesOf(folder)) {
      Matcher name = NAME.matcher(file.getFileName().toString());
      long number = name.matches() ? Long.parseLong(name.group(1)) : 0;
      highestNumber = Math.max(highestNumber, number);
      SeenSegment segment = SeenSegment.read(file, number);
      if (segment.isOfAnotherVersion()) {
        warnings.add(
            new Warning(
                file
                    + " has the format "
                    + segment.format()
                    + " of another version and is not used",
                "messages it holds may be delivered again; delete it if you do not run that version"
                    + " again"));
      } else if (name.matches() && !segment.isReadable()) {
        warnings.add(quarantine(file));
      } else if (name.matches()) {
        warnings.addAll(damageOf(segment));
        segments.add(segment);
      }
    }
    segments.sort(Comparator.comparingLong(SeenSegment::number));
    return new SeenDirectory(List.copyOf(segments), highestNumber, List.copyOf(warnings));
  }

  private static List<Path> filesOf(Path folder) throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
      for (Path file : all) {
        String name = file.getFileName().toString();
        if (NAME.matcher(name).matches() || EARLIER_NAME.matcher(name).matches()) {
          files.add(file);
        }
      }
    }
    files.sort(Comparator.naturalOrder());
    return files;
  }

  /** Renames a file to a free name, so that files quarantined earlier are kept. */
  private static Warning quarantine(Path file) throws IOException {
    Path aside;
    int copy = 1;
    do {
      aside = file.resolveSibling(file.getFileName() + ".damaged-" + copy++);
    } while (Files.exists(aside));
    Files.move(file, aside);
    return new Warning(
        file + " is not a log of seen messages and is kept as " + aside.getFileName(),
        "messages it held may be delivered again; delete the file if you do not need it");
  }

  private static List<Warning> damageOf(SeenSegment segment) {
    List<Warning> damage = new ArrayList<>();
    if (segment.damaged() > 0 || segment.hasDamagedHeader()) {
      damage.add(
          new Warning(
              segment.file()
                  + " is damaged: "
                  + segment.damaged()
                  + " of its "
                  + segment.records()
                  + " records cannot be read"
                  + (segment.hasDamagedHeader() ? ", nor can its header" : ""),
              "the messages of these records may be delivered again; check the disk"));
    }
    if (segment.tailBytes() > 0) {
      damage.add(
          new Warning(
              "the last "
                  + segment.tailBytes()
                  + " bytes of "
                  + segment.file()
                  + " are not complete records, as after a power cut or on a full disk, and are"
                  + " ignored",
              "the messages of these records may be delivered again"));
    }
    return damage;
  }
}
