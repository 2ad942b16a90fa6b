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
 * What a {@link FileSeenLog} finds in its folder.
 *
 * @param segments that can be read, in the order in which they were written
 * @param highestNumber that is in use, also by a file that cannot be read; 0 if there is none
 * @param warnings about what is damaged or strange
 */
record SeenDirectory(List<SeenSegment> segments, long highestNumber, List<Warning> warnings) {
  private static final Pattern NAME = Pattern.compile("seen-(\\d{1,18})\\.log");

  /** The names of format 1. */
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
                    + " of another version and is left as it is",
                "messages it holds may be delivered again; delete it if that version is not to be"
                    + " run again"));
      } else if (name.matches() && !segment.isReadable()) {
        warnings.add(setAside(file));
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

  /** Under a name that is free: an earlier file that was set aside stays. */
  private static Warning setAside(Path file) throws IOException {
    Path aside;
    int copy = 1;
    do {
      aside = file.resolveSibling(file.getFileName() + ".damaged-" + copy++);
    } while (Files.exists(aside));
    Files.move(file, aside);
    return new Warning(
        file + " is no log of seen messages and is kept as " + aside.getFileName(),
        "messages it may have held may be delivered again; delete it when you do not need it");
  }

  private static List<Warning> damageOf(SeenSegment segment) {
    List<Warning> damage = new ArrayList<>();
    if (segment.damaged() > 0 || segment.hasDamagedHeader()) {
      damage.add(
          new Warning(
              segment.file()
                  + " is damaged: of its "
                  + segment.records()
                  + " records, "
                  + segment.damaged()
                  + " cannot be read"
                  + (segment.hasDamagedHeader() ? ", nor can its first bytes" : ""),
              "the messages of these may be delivered again; check the disk"));
    }
    if (segment.tailBytes() > 0) {
      damage.add(
          new Warning(
              "the last "
                  + segment.tailBytes()
                  + " bytes of "
                  + segment.file()
                  + " are no whole records, as after a power cut or on a full disk, and are"
                  + " ignored",
              "messages they stood for may be delivered again"));
    }
    return damage;
  }
}
