/** Tests of the results of a suite, and of their JSON. */
@NullMarked
package dev.penstock.chaos.report.model;

import org.jspecify.annotations.NullMarked;
