package dev.gossip.cli;

import dev.gossip.core.config.ConfigurationException;
import dev.gossip.core.storage.FileErrors;
import dev.gossip.signing.AuthorKey;
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

/** Makes the key of an author. */
@Command(
    name = "keygen",
    description = {
      "Make a key to sign messages with, in a new file that only you can read.",
      "Prints the author's id, by which others trust what it signs."
    },
    mixinStandardHelpOptions = true)
final class KeygenCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "FILE",
      description =
          "The key's new file: PKCS#8 in PEM, as OpenSSL writes it. With --show, also PKCS#8 in"
              + " DER or an OpenSSH key without a passphrase.")
  private Path file = Path.of("");

  @Option(
      names = "--encrypt",
      description = "Encrypt it with a passphrase, typed twice or in the first line of stdin.")
  private boolean encrypt;

  @Option(names = "--show", description = "Make nothing; print the author's id of a key there is.")
  private boolean show;

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (show && encrypt && spec != null) {
      throw new ParameterException(spec.commandLine(), "name one of --show and --encrypt");
    }
    System.out.println((show ? read() : create()).author().hex());
    return 0;
  }

  private AuthorKey read() {
    try {
      return AuthorKey.read(file, PassphrasePrompt::ask);
    } catch (ConfigurationException e) {
      // The prompt does not know for which file it asks.
      throw new ConfigurationException(file + ": " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(String.valueOf(e.getMessage()), e);
    }
  }

  private AuthorKey create() throws IOException {
    // Before a passphrase is typed, twice, for nothing.
    requireFree();
    AuthorKey key = AuthorKey.generate(new SecureRandom());
    try {
      if (encrypt) {
        key.write(file, PassphrasePrompt.askForNew());
      } else {
        key.write(file);
      }
    } catch (FileAlreadyExistsException e) {
      throw taken(e);
    } catch (IOException e) {
      throw new IOException(
          file + " cannot be written: " + FileErrors.reason(e) + "; choose another place", e);
    }
    return key;
  }

  private void requireFree() throws IOException {
    if (Files.isDirectory(file)) {
      throw new ConfigurationException(file + " is a folder; name a new file in it");
    }
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw taken(null);
    }
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      throw new IOException(
          file
              + " cannot be written: there is no folder "
              + folder
              + "; make it, or choose another");
    }
  }

  private ConfigurationException taken(@Nullable Throwable cause) {
    return new ConfigurationException(
        file + " is there already, and may hold a key; choose another name", cause);
  }
}
