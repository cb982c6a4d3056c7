@NullMarked
package dev.penstock.backends.slots;

import org.jspecify.annotations.NullMarked;
