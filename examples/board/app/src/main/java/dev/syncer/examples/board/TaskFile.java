package dev.syncer.examples.board;

import dev.syncer.rpc.Suggestions;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * The cells of a CSV file of tasks, read but not yet understood: UTF-8, with or without a byte
 * order mark; a header line that names the columns in any order; commas, semicolons or tabs.
 *
 * @param path where it was read
 * @param lines the lines after the header that are not blank
 */
record TaskFile(Path path, List<Line> lines) {
  private static final int LARGEST = 64 * 1024 * 1024;

  TaskFile {
    lines = List.copyOf(lines);
  }

  /** What a column holds. */
  enum Column {
    NAME,
    DESCRIPTION,
    STAGE,
    TAG,
    USER,
    PRIORITY,
    DUE,
    PLANNED,
    SPENT;

    private static final List<String> WORDS = Stream.of(values()).map(Column::word).toList();

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One line.
   *
   * @param number where it starts in the file, 1 for the first
   * @param cells without blanks at the ends; empty cells are left out
   */
  record Line(long number, Map<Column, String> cells) {
    Line {
      cells = Map.copyOf(cells);
    }
  }

  /**
   * Reads a file.
   *
   * @throws ImportException if it is no such file, with all its faults
   */
  static TaskFile read(Path path) {
    String text = text(path);
    List<String> faults = new ArrayList<>();
    List<Line> lines = new ArrayList<>();
    try (CSVParser parser = format(text).parse(new StringReader(text))) {
      Iterator<CSVRecord> records = parser.iterator();
      if (!records.hasNext()) {
        throw new ImportException(
            path, List.of("it is empty. Its first line names the columns: " + Column.WORDS + "."));
      }
      List<Column> columns = columns(records.next(), faults);
      while (!columns.isEmpty() && records.hasNext()) {
        CSVRecord line = records.next();
        add(line, parser.getCurrentLineNumber(), columns, lines, faults);
      }
    } catch (UncheckedIOException | IOException e) {
      faults.add("the quotes do not match: " + e.getMessage() + ".");
    }
    if (!faults.isEmpty()) {
      throw new ImportException(path, faults);
    }
    return new TaskFile(path, lines);
  }

  private static CSVFormat format(String text) {
    String header = text.lines().findFirst().orElse("");
    char delimiter = ',';
    for (char other : new char[] {';', '\t'}) {
      if (count(header, other) > count(header, delimiter)) {
        delimiter = other;
      }
    }
    return CSVFormat.DEFAULT.builder().setDelimiter(delimiter).setIgnoreEmptyLines(true).get();
  }

  private static long count(String text, char wanted) {
    return text.chars().filter(c -> c == wanted).count();
  }

  /** The columns in the order of the file; empty if the header has faults. */
  private static List<Column> columns(CSVRecord header, List<String> faults) {
    List<Column> columns = new ArrayList<>();
    for (String cell : header) {
      String word = cell.strip().toLowerCase(Locale.ROOT);
      int index = Column.WORDS.indexOf(word);
      if (index < 0) {
        faults.add(
            "line 1: there is no column \""
                + cell.strip()
                + "\"."
                + Suggestions.didYouMean(word, Column.WORDS)
                + " The columns are "
                + String.join(", ", Column.WORDS)
                + ".");
      } else if (columns.contains(Column.values()[index])) {
        faults.add("line 1: the column \"" + word + "\" is there twice.");
      } else {
        columns.add(Column.values()[index]);
      }
    }
    if (faults.isEmpty() && !columns.contains(Column.NAME)) {
      faults.add("line 1: the column \"name\" is missing.");
    }
    return faults.isEmpty() ? columns : List.of();
  }

  private static void add(
      CSVRecord record, long end, List<Column> columns, List<Line> lines, List<String> faults) {
    long number = end - record.stream().mapToLong(cell -> count(cell, '\n')).sum();
    if (record.stream().allMatch(String::isBlank)) {
      return;
    }
    if (record.size() != columns.size()) {
      faults.add(
          "line "
              + number
              + ": it has "
              + record.size()
              + " cells, and the first line "
              + columns.size()
              + ". Put quotes around a text that has a comma in it.");
      return;
    }
    Map<Column, String> cells = new EnumMap<>(Column.class);
    for (int i = 0; i < columns.size(); i++) {
      String cell = record.get(i).strip();
      if (!cell.isEmpty()) {
        cells.put(columns.get(i), cell);
      }
    }
    lines.add(new Line(number, cells));
  }

  private static String text(Path path) {
    try {
      if (Files.size(path) > LARGEST) {
        throw new ImportException(
            path, List.of("it is larger than 64 MiB. Split it, and import the parts."));
      }
      return decoded(path, Files.readAllBytes(path));
    } catch (NoSuchFileException e) {
      throw new ImportException(path, List.of("there is no such file."));
    } catch (IOException e) {
      throw new ImportException(
          path, List.of("it cannot be read. It must be a file you may read."));
    }
  }

  private static String decoded(Path path, byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length + 1);
    CoderResult result =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .decode(in, out, true);
    if (result.isError()) {
      long line = 1;
      for (int i = 0; i < in.position(); i++) {
        line += bytes[i] == '\n' ? 1 : 0;
      }
      throw new ImportException(
          path, List.of("line " + line + ": it is not UTF-8. Save the file as UTF-8."));
    }
    String text = out.flip().toString();
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }
}
