/**
 * What a model module compiles against: declare models with {@link dev.syncer.api.ModelModule},
 * {@link dev.syncer.api.Models} and {@link dev.syncer.api.Fields}; work on records with {@link
 * dev.syncer.api.Database} and {@link dev.syncer.api.UnitOfWork}. A {@link dev.syncer.api.Field} is
 * declared once, and then reads, writes, filters and orders by type.
 */
@NullMarked
package dev.syncer.api;

import org.jspecify.annotations.NullMarked;
