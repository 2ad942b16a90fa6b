package dev.gossip.cli.keys;

import dev.gossip.api.PeerId;
import dev.gossip.core.config.ConfigurationException;
import dev.gossip.core.engine.spec.NodeKey;
import dev.gossip.core.storage.FileErrors;
import dev.gossip.core.storage.NodeKeyFile;
import dev.gossip.signing.AuthorKey;
import dev.gossip.udp.X25519Identities;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** Makes the key of an author or a node, or shows the id of an existing one. */
@Command(
    name = "keygen",
    description = {
      "Make a key to sign messages with, in a new file that only you can read.",
      "Prints the author id; others list it to trust messages signed with this key.",
      "With --node, make the key of a node, and print the node's id."
    },
    mixinStandardHelpOptions = true)
public final class KeygenCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "FILE",
      description =
          "The new key file: PKCS#8 in PEM, as OpenSSL writes it. --show also reads PKCS#8 in DER"
              + " and OpenSSH keys without a passphrase.")
  private Path file = Path.of("");

  @Option(
      names = "--encrypt",
      description = "Encrypt the key with a passphrase, typed twice or in the first line of stdin.")
  private boolean encrypt;

  @Option(
      names = "--node",
      description =
          "Make the key from which a node's id follows, for gossip.identity. Nodes and authors have"
              + " separate keys.")
  private boolean node;

  @Option(names = "--show", description = "Print the id of an existing key; make none.")
  private boolean show;

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (show && encrypt) {
      throw usage("--show and --encrypt exclude each other; use one of them");
    }
    if (node && encrypt) {
      throw usage("--node and --encrypt exclude each other: a node starts without a passphrase");
    }
    System.out.println(node ? nodeId().hex() : (show ? read() : create()).author().hex());
    return 0;
  }

  private RuntimeException usage(String message) {
    return spec == null
        ? new ConfigurationException(message)
        : new ParameterException(spec.commandLine(), message);
  }

  private PeerId nodeId() throws IOException {
    return new X25519Identities().idOf((show ? readNodeKey() : createNodeKey()).secret());
  }

  private NodeKey readNodeKey() {
    try {
      return NodeKeyFile.read(file);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(String.valueOf(e.getMessage()), e);
    }
  }

  private NodeKey createNodeKey() throws IOException {
    requireNoSuchFile();
    NodeKey key = NodeKey.generate(new SecureRandom());
    try {
      NodeKeyFile.create(file, key);
    } catch (FileAlreadyExistsException e) {
      throw fileExists(e);
    } catch (IOException e) {
      throw unwritable(e);
    }
    return key;
  }

  private AuthorKey read() {
    try {
      return AuthorKey.read(file, PassphrasePrompt::ask);
    } catch (ConfigurationException e) {
      // The prompt's message lacks the file name.
      throw new ConfigurationException(file + ": " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(String.valueOf(e.getMessage()), e);
    }
  }

  private AuthorKey create() throws IOException {
    // Checked before the user types a passphrase.
    requireNoSuchFile();
    AuthorKey key = AuthorKey.generate(new SecureRandom());
    try {
      if (encrypt) {
        key.write(file, PassphrasePrompt.askForNew());
      } else {
        key.write(file);
      }
    } catch (FileAlreadyExistsException e) {
      throw fileExists(e);
    } catch (IOException e) {
      throw unwritable(e);
    }
    return key;
  }

  private IOException unwritable(IOException cause) {
    return new IOException(
        file + " cannot be written: " + FileErrors.reason(cause) + "; choose another folder",
        cause);
  }

  private void requireNoSuchFile() throws IOException {
    if (Files.isDirectory(file)) {
      throw new ConfigurationException(file + " is a folder; name a new file in it");
    }
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw fileExists(null);
    }
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      throw new IOException(
          file
              + " cannot be written: there is no folder "
              + folder
              + "; create it, or choose another folder");
    }
  }

  private ConfigurationException fileExists(@Nullable Throwable cause) {
    return new ConfigurationException(
        file + " exists already and is not overwritten; choose another name", cause);
  }
}
