/**
 * What a model module compiles against: declare models with {@link dev.syncer.api.ModelModule},
 * {@link dev.syncer.api.Models} and {@link dev.syncer.api.Fields}; work on records with {@link
 * dev.syncer.api.Database} and {@link dev.syncer.api.UnitOfWork}.
 */
@NullMarked
package dev.syncer.api;

import org.jspecify.annotations.NullMarked;
