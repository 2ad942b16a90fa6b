package dev.gossip.it.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads the manifests into the model of the Kubernetes API, and refuses fields it does not have.
 */
final class StrictManifests {
  static final Path FOLDER = Path.of("..", "deploy", "kubernetes");

  private static final YAMLMapper MAPPER =
      YAMLMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .annotationIntrospector(new NoUnknownFields())
          .build();

  private StrictManifests() {}

  /** The model keeps unknown fields in a map of additional properties, unless it is hidden. */
  private static final class NoUnknownFields extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1;

    @Override
    public Boolean hasAnySetter(Annotated annotated) {
      return false;
    }
  }

  static String text(String file) {
    try {
      return Files.readString(FOLDER.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads a manifest.
   *
   * @throws JsonProcessingException if it has a field that the model has not
   */
  static <T> T parse(String yaml, Class<T> type) throws JsonProcessingException {
    return MAPPER.readValue(yaml, type);
  }
}
