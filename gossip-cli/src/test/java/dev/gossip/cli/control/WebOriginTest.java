package dev.gossip.cli.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gossip.core.config.ConfigurationException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebOriginTest {

  @ParameterizedTest
  @CsvSource({
    "http://localhost:3000, http://localhost:3000",
    "HTTPS://Dash.Example, https://dash.example",
    "http://[::1]:80, http://[::1]",
    "https://dash.example:443, https://dash.example",
    "https://dash.example:80, https://dash.example:80",
    "tauri://localhost, tauri://localhost"
  })
  void originIsNormalizedAsBrowsersDo(String given, String origin) {
    assertThat(WebOrigin.parse(given).text()).isEqualTo(origin);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "null",
        "localhost:3000",
        "http://",
        "http://localhost/",
        "http://a b",
        "http://user@localhost",
        "http://localhost?",
        "//localhost"
      })
  void invalidOriginIsRejectedWithAnExample(String given) {
    assertThatThrownBy(() -> WebOrigin.parse(given))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("'" + given + "'")
        .hasMessageContaining("such as http://localhost:3000");
  }
}
