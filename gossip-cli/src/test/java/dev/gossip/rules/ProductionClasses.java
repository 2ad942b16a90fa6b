package dev.gossip.rules;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.net.URISyntaxException;
import java.net.URL;

/** The compiled classes of all modules, without tests. Read once, since that takes seconds. */
final class ProductionClasses {
  static final JavaClasses ALL = importAll();

  private ProductionClasses() {}

  private static JavaClasses importAll() {
    String ownTests = ownTests();
    return new ClassFileImporter()
        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
        // The option above knows the folders of build tools, but not those of an editor.
        .withImportOption(location -> !location.asURI().toString().startsWith(ownTests))
        .importPackages("dev.gossip");
  }

  private static String ownTests() {
    URL folder = ProductionClasses.class.getProtectionDomain().getCodeSource().getLocation();
    try {
      return folder.toURI().toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
