package dev.gossip.core.engine;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.AuthorId;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.core.engine.wire.Frames;
import dev.gossip.core.engine.wire.MessageCodec;
import dev.gossip.core.engine.wire.PayloadFrame;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Encoding and decoding of a message, and the computation of its id. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CodecBenchmark {
  /** Size of the payload. */
  @Param({"128", "900"})
  int payloadBytes;

  private final MessageCodec codec = new MessageCodec("benchmark");
  private GossipMessage message = compose(ByteString.EMPTY);
  private ByteString frame = ByteString.EMPTY;

  /** Makes the message, and the frame that is decoded later. */
  @Setup
  public void prepare() {
    message = compose(ByteString.copyFrom(new byte[payloadBytes]));
    frame = Frames.payload(message, ByteString.EMPTY);
  }

  private GossipMessage compose(ByteString payload) {
    return codec.compose(AuthorId.NONE, "main", 1, 1_700_000_000_000L, 300_000, payload);
  }

  /** Encodes the payload frame of a message, which a flood does once for all peers. */
  @Benchmark
  public ByteString encodeFrame() {
    return Frames.payload(message, ByteString.EMPTY);
  }

  /** Decodes the first copy of a frame: parses it, computes the id and parses the message. */
  @Benchmark
  public GossipMessage decodeFrame() throws InvalidProtocolBufferException {
    PayloadFrame payload = PayloadFrame.of(frame);
    MessageId id = codec.id(payload.content());
    return codec.decode(id, payload, frame);
  }

  /** Computes the id only: the cost of a duplicate in addition to parsing its frame. */
  @Benchmark
  public MessageId id() {
    return codec.id(message.signedBytes());
  }
}
