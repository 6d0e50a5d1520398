#pragma once
// The elements of a page, built with pugixml: what is put into them is made harmless and escaped, so that no
// text from a file or a wire can be taken for markup.

#include <pugixml.hpp>
#include <string>

namespace shakedown {

using Element = pugi::xml_node;

Element add(Element parent, const char* name, const char* css_class = nullptr);
// With a text on one line.
Element add_text(Element parent, const char* name, const char* css_class, const std::string& text);
void say(Element element, const std::string& text);

void set(Element element, const char* attribute, const std::string& value);
// To a tenth: coordinates.
void set(Element element, const char* attribute, double value);

// One paragraph for each line that is not empty.
void add_paragraphs(Element parent, const char* css_class, const std::string& text);

// As HTML: no declaration, no blanks between elements, every element closed. What HTML never closes (meta,
// input) cannot be written this way.
std::string markup_of(const pugi::xml_document& document);

// A drawing, whose size may be told when it is known. Its classes are styled by the page (page.css).
Element add_svg(Element parent, const char* css_class, const std::string& label);
void set_size(Element svg, double width, double height);
Element svg_text(Element svg, const char* css_class, double x, double y, const std::string& text);
Element svg_path(Element svg, const char* css_class, const std::string& path);
// A number as drawings write it: "12", "12.5".
std::string px(double number);

}  // namespace shakedown
