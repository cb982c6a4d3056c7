@NullMarked
package dev.penstock.chaos.simulation;

import org.jspecify.annotations.NullMarked;
