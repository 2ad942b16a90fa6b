package dev.gossip.cli.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gossip.api.PeerAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;

/** An HTTP client that sends raw bytes and may misbehave. */
final class RawClient implements AutoCloseable {
  private final Socket socket;
  private final BufferedReader in;

  private RawClient(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
  }

  static RawClient connect(PeerAddress address) {
    try {
      return new RawClient(new Socket(address.host(), address.port()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends a request and returns the first line of the answer. */
  static String ask(PeerAddress address, byte[] request) {
    try (RawClient client = connect(address)) {
      client.send(request);
      return client.line();
    }
  }

  void send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads the next line; empty at the end of the stream or after an error. */
  String line() {
    try {
      String line = in.readLine();
      return line == null ? "" : line;
    } catch (IOException e) {
      return "";
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
