package dev.gossip.cli;

import dev.gossip.core.config.ConfigurationException;
import dev.gossip.signing.AuthorKey;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
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
      description = "The key's file: PKCS#8 in PEM, as OpenSSL has it.")
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
    AuthorKey key = AuthorKey.generate(new SecureRandom());
    try {
      if (encrypt) {
        key.write(file, PassphrasePrompt.askForNew());
      } else {
        key.write(file);
      }
    } catch (FileAlreadyExistsException e) {
      throw new ConfigurationException(
          file + " is there already, and may hold a key; choose another name", e);
    } catch (IOException e) {
      throw new IOException(
          file + " cannot be written: " + e + "; check that the folder is there and yours", e);
    }
    return key;
  }
}
