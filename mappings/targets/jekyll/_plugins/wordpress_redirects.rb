# A page at every former address (`redirect_from`), unless the plugin jekyll-redirect-from makes them.

module WordPress
  class Redirect < Jekyll::Page
    def initialize(site, from, to)
      @site = site
      @base = site.source
      file = from.match?(/\.html?\z/i) ? from : "#{from.chomp("/")}/index.html"
      @dir = File.dirname(file)
      @name = File.basename(file)
      process(@name)
      @data = { "layout" => nil, "sitemap" => false }
      @content = %(<!doctype html><title>Moved</title><link rel="canonical" href="#{to}">) +
                 %(<meta http-equiv="refresh" content="0; url=#{to}"><a href="#{to}">Moved</a>\n)
    end

    def url
      File.join("/", @dir, @name)
    end
  end

  class Redirects < Jekyll::Generator
    priority :lowest

    def generate(site)
      return if defined?(JekyllRedirectFrom)

      (site.posts.docs + site.pages).flat_map do |page|
        Array(page.data["redirect_from"]).map do |from|
          Redirect.new(site, from, "#{site.config["baseurl"]}#{page.url}")
        end
      end.each { |page| site.pages << page }
    end
  end
end
