/** A plugin's test as somebody outside writes it. */
@NullMarked
package example;

import org.jspecify.annotations.NullMarked;
