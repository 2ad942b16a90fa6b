package dev.gossip.cli.capture;

import dev.gossip.cli.text.TerminalStyle;
import dev.gossip.core.config.ConfigurationException;
import dev.gossip.core.storage.FileErrors;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Opens the sealed datagrams of a capture. */
@Command(
    name = "decrypt",
    description = {
      "Open the sealed datagrams of a capture, for Wireshark with tools/wireshark/gossip.lua.",
      "The keys are those that a node wrote to the file that gossip.debug.keylog names."
    },
    mixinStandardHelpOptions = true)
public final class DecryptCommand implements Callable<Integer> {

  @Parameters(
      index = "0",
      paramLabel = "CAPTURE",
      description = "A capture of tcpdump, dumpcap or Wireshark: pcap or pcapng.")
  private Path capture = Path.of("");

  @Parameters(index = "1", paramLabel = "KEYLOG", description = "The file with the keys.")
  private Path keyLog = Path.of("");

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "The new capture, which only you can read. By default CAPTURE with '-opened' in its"
              + " name.")
  private @Nullable Path out;

  @Override
  public Integer call() throws IOException {
    if (!Files.isRegularFile(capture)) {
      throw new ConfigurationException(
          "capture " + capture + ": there is no such file; name a capture of tcpdump or dumpcap");
    }
    Decryption decryption = new Decryption(KeyLogReader.read(keyLog));
    Path target = out == null ? opened(capture) : out;
    boolean isCutOff;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(capture))) {
      CaptureBytes bytes = new CaptureBytes(in);
      byte[] start = bytes.readUpTo(Integer.BYTES);
      ByteOrder order = start.length == Integer.BYTES ? Pcap.order(start) : null;
      boolean isNew =
          start.length == Integer.BYTES && ByteBuffer.wrap(start).getInt() == Pcapng.SECTION;
      if (order == null && !isNew) {
        throw new CaptureException(
            "it is neither pcap nor pcapng; capture with tcpdump -w, or convert it with editcap");
      }
      copy(bytes, start, order, target, decryption);
      isCutOff = bytes.isCutOff();
    } catch (CaptureException e) {
      throw new ConfigurationException("capture " + capture + ": " + e.getMessage(), e);
    }
    report(decryption, target, isCutOff);
    return 0;
  }

  private static void copy(
      CaptureBytes in, byte[] start, @Nullable ByteOrder order, Path target, Decryption decryption)
      throws IOException {
    // Not in the block that deletes: what this command did not create stays.
    OutputStream created = create(target);
    boolean complete = false;
    try (created) {
      if (order == null) {
        Pcapng.copy(start, in, created, decryption);
      } else {
        Pcap.copy(start, order, in, created, decryption);
      }
      complete = true;
    } finally {
      if (!complete) {
        Files.deleteIfExists(target);
      }
    }
  }

  private static OutputStream create(Path target) throws IOException {
    FileAttribute<?>[] ownerOnly =
        target.getFileSystem().supportedFileAttributeViews().contains("posix")
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    try {
      return new BufferedOutputStream(
          Channels.newOutputStream(
              Files.newByteChannel(
                  target,
                  EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                  ownerOnly)));
    } catch (FileAlreadyExistsException e) {
      throw new ConfigurationException(
          target + " exists already and is not overwritten; choose another name with --out", e);
    } catch (IOException e) {
      throw new IOException(
          target
              + " cannot be written: "
              + FileErrors.reason(e)
              + "; choose another file with --out",
          e);
    }
  }

  /** The name of the new capture, next to the old one. */
  private static Path opened(Path capture) {
    String name = String.valueOf(capture.getFileName());
    int dot = name.lastIndexOf('.');
    String base = dot > 0 ? name.substring(0, dot) : name;
    return capture.resolveSibling(base + "-opened" + name.substring(base.length()));
  }

  private static void report(Decryption decryption, Path target, boolean isCutOff) {
    System.out.println(
        decryption.packets
            + " packets, "
            + decryption.opened
            + " datagrams opened, "
            + decryption.withoutKey
            + " without a key, "
            + decryption.notOpened
            + " damaged or forged: "
            + TerminalStyle.sanitize(target.toString()));
    if (isCutOff) {
      System.err.println("gossip: the capture ends within a packet, which is left out");
    }
    if (decryption.otherLinkTypes > 0) {
      System.err.println(
          "gossip: "
              + decryption.otherLinkTypes
              + " packets have an unknown link type and stay as they are; capture on an interface"
              + " with Ethernet or IP");
    }
    if (decryption.opened == 0 && decryption.withoutKey > 0) {
      System.err.println(
          "gossip: the key log has no key of this capture; set gossip.debug.keylog before the links"
              + " come up, at one end of each link");
    }
  }
}
