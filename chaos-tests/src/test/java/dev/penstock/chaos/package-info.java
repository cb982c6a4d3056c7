@NullMarked
package dev.penstock.chaos;

import org.jspecify.annotations.NullMarked;
