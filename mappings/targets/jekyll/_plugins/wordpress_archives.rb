# A list of posts at the address of each year and month that has any, as on the old site: /2009/ and /2009/05/.

module WordPress
  class Archive < Jekyll::PageWithoutAFile
    def initialize(site, period)
      super(site, site.source, period, "index.html")
      @data = { "layout" => "list", "title" => period.tr("/", "-"), "types" => ["post"], "period" => period }
    end
  end

  class Archives < Jekyll::Generator
    def generate(site)
      return unless site.layouts.key?("list")

      periods = site.posts.docs.flat_map { |post| [post.date.strftime("%Y"), post.date.strftime("%Y/%m")] }.uniq
      taken = site.pages.map(&:url)
      (periods.reject { |period| taken.include?("/#{period}/") }).each { |period| site.pages << Archive.new(site, period) }
      site.data["has_archives"] = true
    end
  end
end
