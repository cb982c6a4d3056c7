@NullMarked
package dev.penstock.backends.routing;

import org.jspecify.annotations.NullMarked;
