package dev.gossip.cli;

import dev.gossip.api.PeerAddress;
import dev.gossip.core.config.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a node is observed and controlled, and by whom. */
final class ControlOptions {
  private static final String TOKEN_VARIABLE = "GOSSIP_CONTROL_TOKEN";

  @Option(
      names = "--control",
      paramLabel = "HOST:PORT",
      description = "Serve HTTP there: health, peers, messages, events, metrics.")
  private @Nullable String address;

  @Option(
      names = "--control-token-file",
      paramLabel = "FILE",
      description =
          "Whoever uses the control port must know the token in this file. Also read from"
              + " GOSSIP_CONTROL_TOKEN. Required unless the address is a loopback one.")
  private @Nullable Path tokenFile;

  /** Binds the port if it is asked for. */
  @Nullable ControlPort open() throws IOException {
    if (address == null) {
      if (tokenFile != null) {
        throw new ConfigurationException(
            "--control-token-file: there is no control port; add --control HOST:PORT");
      }
      return null;
    }
    PeerAddress parsed;
    try {
      parsed = PeerAddress.parse(address);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException("--control: " + e.getMessage(), e);
    }
    return ControlPort.bind(parsed, token(), ControlLimits.DEFAULT);
  }

  private @Nullable String token() {
    if (tokenFile == null) {
      String token = System.getenv(TOKEN_VARIABLE);
      // Set to nothing is what a compose file makes of a variable that is missing.
      return token == null || token.isBlank() ? null : token.strip();
    }
    try {
      return Files.readString(tokenFile).strip();
    } catch (IOException e) {
      throw new ConfigurationException(
          "--control-token-file: " + tokenFile + " cannot be read as text; check it", e);
    }
  }
}
