package dev.tandem.node.cli;

import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// `10000-20000` on the command line. Whether the range is usable is the settings' business.
record PortRange(int min, int max) {
  private static final Pattern SHAPE = Pattern.compile("([0-9]{1,5})-([0-9]{1,5})");

  static final class Converter implements ITypeConverter<PortRange> {
    @Override
    public PortRange convert(String text) {
      var match = SHAPE.matcher(text.strip());
      if (!match.matches()) {
        throw new TypeConversionException("'" + text + "' is not like 10000-20000");
      }
      return new PortRange(Integer.parseInt(match.group(1)), Integer.parseInt(match.group(2)));
    }
  }
}
