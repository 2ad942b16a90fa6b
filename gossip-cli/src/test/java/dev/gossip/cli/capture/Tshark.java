package dev.gossip.cli.capture;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Runs tshark with the dissector of this repository. */
final class Tshark {
  private static final int SECONDS = 120;

  private static final List<String> GENERATED =
      List.of("opened", "message.id", "control.plugin", "fragment.reassembled_in");

  private Tshark() {}

  /**
   * A field of the dissector.
   *
   * @param name without {@code gossip.}
   * @param value numbers in decimal, bytes in hexadecimal digits
   * @param isGenerated whether it is not in the datagram, or only a heading
   */
  record Field(String name, String value, boolean isGenerated) {}

  /**
   * A packet.
   *
   * @param protocols the names of its parts that are not fields of gossip, such as {@code udp} or
   *     {@code data}
   */
  record Packet(List<Field> fields, List<String> protocols) {

    /** The fields that are in the datagram, as {@code name=value}. */
    List<String> received() {
      return fields.stream()
          .filter(field -> !field.isGenerated())
          .map(field -> field.name() + "=" + field.value())
          .toList();
    }

    /** The values of the fields with a name. */
    List<String> values(String name) {
      return fields.stream().filter(field -> field.name().equals(name)).map(Field::value).toList();
    }
  }

  /** Whether there is one to run. */
  static boolean isInstalled() {
    try {
      Process process =
          new ProcessBuilder("tshark", "--version")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Dissects a capture. */
  static List<Packet> dissect(Path capture) throws Exception {
    Path module = Path.of(System.getProperty("basedir", ""));
    Path dissector = module.resolve("../tools/wireshark/gossip.lua");
    Path xml = capture.resolveSibling(capture.getFileName() + ".xml");
    Path errors = capture.resolveSibling(capture.getFileName() + ".err");
    Process process =
        new ProcessBuilder(
                List.of(
                    "tshark",
                    "-n",
                    "-o",
                    "udp.check_checksum:TRUE",
                    "-o",
                    "ip.check_checksum:TRUE",
                    "-X",
                    "lua_script:" + dissector,
                    "-r",
                    capture.toString(),
                    "-T",
                    "pdml"))
            .redirectOutput(xml.toFile())
            .redirectError(errors.toFile())
            .start();
    if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("tshark has not ended after " + SECONDS + " s");
    }
    String problems = Files.readString(errors, UTF_8);
    if (process.exitValue() != 0 || problems.contains("Lua")) {
      throw new AssertionError("tshark ended with " + process.exitValue() + ": " + problems);
    }
    if (Files.readString(xml, UTF_8).contains("Lua Error")) {
      throw new AssertionError("the dissector failed, see " + xml);
    }
    return parse(xml);
  }

  private static List<Packet> parse(Path xml) throws IOException, XMLStreamException {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    List<Packet> packets = new ArrayList<>();
    try (InputStream in = Files.newInputStream(xml)) {
      XMLStreamReader reader = factory.createXMLStreamReader(in);
      while (reader.hasNext()) {
        if (reader.next() != XMLStreamConstants.START_ELEMENT) {
          continue;
        }
        switch (reader.getLocalName()) {
          case "packet" -> packets.add(new Packet(new ArrayList<>(), new ArrayList<>()));
          case "proto" -> addProtocol(reader.getAttributeValue(null, "name"), last(packets));
          case "field" -> add(reader, last(packets));
          default -> {}
        }
      }
    }
    return packets;
  }

  /** What is not part of a protocol, such as the way to it, is wrapped. */
  private static void addProtocol(String name, Packet packet) {
    if (!name.equals("fake-field-wrapper")) {
      packet.protocols().add(name);
    }
  }

  private static Packet last(List<Packet> packets) {
    return packets.get(packets.size() - 1);
  }

  private static void add(XMLStreamReader reader, Packet packet) {
    String name = reader.getAttributeValue(null, "name");
    if (!name.startsWith("gossip.")) {
      if (name.startsWith("_ws.expert") || name.endsWith(".checksum.bad")) {
        packet.protocols().add(name);
      }
      return;
    }
    String shown = reader.getAttributeValue(null, "show");
    String field = name.substring("gossip.".length());
    // A heading shows nothing.
    boolean isGenerated = shown.isEmpty() || GENERATED.contains(field);
    packet.fields().add(new Field(field, value(shown), isGenerated));
  }

  private static String value(String shown) {
    if (shown.startsWith("0x")) {
      return Long.toUnsignedString(Long.parseUnsignedLong(shown.substring(2), 16));
    }
    if (shown.matches("[0-9a-f]{2}(:[0-9a-f]{2})*")) {
      return shown.replace(":", "");
    }
    return switch (shown.toLowerCase(Locale.ROOT)) {
      case "true" -> "1";
      case "false" -> "0";
      default -> shown;
    };
  }
}
