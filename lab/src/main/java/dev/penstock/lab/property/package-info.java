/** Properties: checks that a statement holds for many generated cases, with replay by seed and minimised failures. */
@NullMarked
package dev.penstock.lab.property;

import org.jspecify.annotations.NullMarked;
