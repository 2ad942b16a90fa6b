/** The test of a plugin as an external author writes it. */
@NullMarked
package example;

import org.jspecify.annotations.NullMarked;
