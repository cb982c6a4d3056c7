@NullMarked
package dev.penstock.waits.recorder;

import org.jspecify.annotations.NullMarked;
